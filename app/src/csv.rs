//! CSV that a spreadsheet cannot take for a formula (G8).

/// A field as it may be written: one that a spreadsheet would calculate gets an apostrophe before it.
pub fn neutralised(field: &str) -> String {
    match field.trim_start_matches(' ').chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n') => format!("'{field}"),
        _ => field.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_calculate_is_text() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\r=1"] {
            assert!(neutralised(formula).starts_with('\''), "{formula:?}");
        }
        for text in ["Ana Ruiz", "", "a=b", "1-2", "2026-08-03"] {
            assert_eq!(neutralised(text), text);
        }
    }
}
