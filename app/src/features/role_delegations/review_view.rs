//! What a delegation gives, before it is saved (R21): both instants, the functions, and how many people's data.

use leptos::prelude::*;
use services::role_delegations::Review;

use super::form::NewForm;
use crate::ui::{Button, ButtonKind, ButtonRow, Facts, Notice, NoticeKind, PageHeading, PostForm, Time};

/// The review page. What was typed travels along in hidden fields.
pub(super) fn view(title: &'static str, form: &NewForm, review: &Review) -> impl IntoView + use<> {
    let zone = review.zone;
    let begins = match review.begins_now {
        true => "When you save".into_any(),
        false => view! { <Time at=review.due.begin zone/> }.into_any(),
    };
    let ends = match (review.due.end, review.ends_soon) {
        (Some(end), _) | (None, Some(end)) if !review.begins_now || !review.is_one_day => {
            view! { <Time at=end zone/> }.into_any()
        }
        _ if review.is_one_day => "With the next run of the job after it has begun".into_any(),
        _ => "Not until it is deleted".into_any(),
    };
    let functions: Vec<_> = review
        .functions
        .iter()
        .map(|words| view! { <li>{*words}</li> })
        .collect();
    let functions = match functions.is_empty() {
        true => "None of Locum’s own: the role works elsewhere".into_any(),
        false => view! { <ul class="plain-list">{functions}</ul> }.into_any(),
    };
    let people = match review.people {
        0 => "Nobody’s that they do not reach today".to_owned(),
        1 => "1 person’s that they do not reach today".to_owned(),
        many => format!("{many} people’s that they do not reach today"),
    };
    let one_day = review.is_one_day.then(|| {
        view! {
            <Notice kind=NoticeKind::Warning title="A single day.">
                "It ends with the next run of the job, which may be minutes after it began. For a whole day, choose the next day as end."
            </Notice>
        }
    });
    let facts = vec![
        ("Role", review.role.clone().into_any()),
        ("Proxy", review.proxy.clone().into_any()),
        ("Begins", begins),
        ("Ends", ends),
        ("Lets them", functions),
        ("Data", people.into_any()),
    ];
    let (role, proxy) = (form.role.clone(), form.proxy.clone());
    let (starts_on, ends_on) = (form.starts_on.clone(), form.ends_on.clone());
    let meaning = review.meaning.clone();
    view! {
        <PageHeading title lead="Look at what this gives, then save."/>
        <Notice kind=NoticeKind::Meaning title="What this means.">{meaning}</Notice>
        {one_day}
        <Facts facts/>
        <PostForm>
            <input type="hidden" name="role" value=role/>
            <input type="hidden" name="proxy" value=proxy/>
            <input type="hidden" name="starts_on" value=starts_on/>
            <input type="hidden" name="ends_on" value=ends_on/>
            <ButtonRow>
                <Button name="action" value="save">"Save"</Button>
                <Button kind=ButtonKind::Secondary name="action" value="edit">"Back"</Button>
            </ButtonRow>
        </PostForm>
    }
}
