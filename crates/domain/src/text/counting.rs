//! Words around numbers and names, as every sentence needs them.

/// A number with its noun, which agrees with it: "1 role", "2 roles", "0 roles".
#[must_use]
pub fn counted(count: impl TryInto<i128>, one: &str, several: &str) -> String {
    match count.try_into().unwrap_or(i128::MAX) {
        1 => format!("1 {one}"),
        count => format!("{count} {several}"),
    }
}

/// Names one after the other: "Ana", "Ana and Ben", "Ana, Ben and Cy".
#[must_use]
pub fn in_a_row<T: AsRef<str>>(names: &[T]) -> String {
    match names {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_noun_agrees_with_its_number() {
        let table = [(0, "0 roles"), (1, "1 role"), (2, "2 roles"), (21, "21 roles")];
        for (count, words) in table {
            assert_eq!(counted(count, "role", "roles"), words);
        }
        assert_eq!(counted(1_usize, "person", "people"), "1 person");
        assert_eq!(
            counted(u64::MAX, "person", "people"),
            "18446744073709551615 people"
        );
    }

    #[test]
    fn names_stand_in_a_row() {
        assert_eq!(in_a_row::<&str>(&[]), "");
        assert_eq!(in_a_row(&["Ana"]), "Ana");
        assert_eq!(in_a_row(&["Ana", "Ben"]), "Ana and Ben");
        assert_eq!(in_a_row(&["Ana", "Ben", "Cy"]), "Ana, Ben and Cy");
    }
}
