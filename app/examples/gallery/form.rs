//! The delegation form with an error.

use app::ui::*;
use leptos::prelude::*;

pub(crate) fn view() -> impl IntoView {
    let errors = FormErrors::at("ends_on", "End date must be the same as or after 3 August 2026");
    let ben = Some(PersonHit::new(
        "ben".to_owned(),
        "Ben Ode".to_owned(),
        Some("Logistics".to_owned()),
    ));
    view! {
        <ErrorSummary errors=&errors/>
        <PageHeading title="Delegate tasks"
            lead="While this holds, new tasks go to your delegate, unless a policy forbids it. Open tasks stay with you."/>
        <PostForm version="7">
            <RadioCards name="kind" legend="For how long?" selected="temporary" choices=vec![
                Choice::new("permanent", "Permanent").hint("until you remove it"),
                Choice::new("temporary", "Temporary").hint("between two dates"),
            ]/>
            <PersonPicker name="delegate" label="Delegate" value="ben" chosen=ben
                hint="One person. Type a name or username."/>
            <FieldRow>
                <DateField name="starts_on" label="Start date" value="2026-08-03"/>
                <DateField name="ends_on" label="End date" value="2026-08-01" error=errors.of("ends_on")/>
            </FieldRow>
            <Notice kind=NoticeKind::Meaning title="What this means.">
                "Ben Ode gets your new tasks from Mon 3 Aug 00:00 to end of Fri 14 Aug, Europe/London. \
                 As the rules stand now, your new tasks would end with Bea Lind (bea)."
            </Notice>
            <Checkbox name="keep_copy" label="Keep sending me a copy" checked=true/>
            <ButtonRow>
                <Button>"Save"</Button>
                <Button kind=ButtonKind::Secondary name="remove" value="true">"Remove delegate"</Button>
            </ButtonRow>
        </PostForm>
    }
}
