//! The question as a page of its own, where no script runs, and where an answer was refused.

use islands::question::{KEEP, Question, REASON_ID, answers};
use leptos::prelude::*;

use crate::ui::{ErrorSummary, FormErrors, PageHeading};

/// The page's content: with what is wrong, if anything is, and what was typed (G6).
pub fn question_page(question: Question, errors: &FormErrors) -> impl IntoView + use<> {
    let mut question = question;
    if let Some(reason) = &mut question.reason {
        reason.error = errors.of(REASON_ID);
    }
    let title = std::mem::take(&mut question.title);
    let (href, words) = (
        std::mem::take(&mut question.back),
        std::mem::take(&mut question.keep),
    );
    let keep = if question.keeps_typed {
        view! { <button type="submit" class="button button-secondary" name="ask" value=KEEP>{words}</button> }
            .into_any()
    } else {
        view! { <a class="button button-secondary" href=href>{words}</a> }.into_any()
    };
    view! {
        <ErrorSummary errors/>
        <PageHeading title/>
        <div class="question">{answers(question, keep)}</div>
    }
}
