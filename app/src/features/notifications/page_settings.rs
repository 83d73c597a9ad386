//! `/notifications/settings`: by which channels one wants to be told, and where they reach one.

use axum::response::Response;
use axum_extra::extract::Form;
use domain::delivery::Channel;
use leptos::prelude::*;
use services::Error;
use services::access::ReadNotifications;
use services::notify::settings::Settings;

use super::form::SettingsForm;
use crate::context::{Acting, Flash};
use crate::error::PageError;
use crate::local_path::see_other;
use crate::request_context::RequestContext;
use crate::stale_form;
use crate::ui::{
    Button, ButtonKind, ButtonRow, Checkbox, ErrorSummary, FormErrors, LinkButton, Notice, NoticeKind,
    PageHeading, PostForm,
};

const TITLE: &str = "Notification settings";
const PATH: &str = "/notifications/settings";

/// The page.
pub(super) async fn show(context: RequestContext) -> Result<Response, PageError> {
    let permitted = context.viewer.require_own::<ReadNotifications>()?;
    let (settings, channels) = context.services.notify().settings(&permitted).await?;
    let form = SettingsForm::of(&settings);
    Ok(context
        .render
        .page(TITLE, move || {
            view(&form, &settings, &channels, &FormErrors::new())
        })
        .await)
}

/// Saves what was ticked.
pub(super) async fn save(
    context: RequestContext,
    Acting(actor): Acting,
    Form(form): Form<SettingsForm>,
) -> Result<Response, PageError> {
    let stale = match context
        .services
        .notify()
        .save_settings(&actor, form.input())
        .await
    {
        Ok(()) => {
            return Ok(
                Flash::done("Saved. It holds for every message from now on.").along_with(see_other(PATH))
            );
        }
        Err(Error::Stale(stale)) => stale,
        Err(other) => return Err(other.into()),
    };
    let permitted = context.viewer.require_own::<ReadNotifications>()?;
    let (settings, channels) = context.services.notify().settings(&permitted).await?;
    let next = "Nothing was saved. What you ticked is still below: save again to replace them.";
    let (status, errors) = stale_form::refused(&stale, context.viewer.zone(), "these settings", next);
    let form = SettingsForm {
        version: settings.version.to_string(),
        ..form
    };
    Ok(context
        .render
        .failed(status, TITLE, move || view(&form, &settings, &channels, &errors))
        .await)
}

fn view(
    form: &SettingsForm,
    settings: &Settings,
    channels: &[Channel],
    errors: &FormErrors,
) -> impl IntoView + use<> {
    let lead = "All messages are kept under Notifications in any case. Choose what else reaches you.";
    let reaches = |channel: Channel| where_it_goes(channel, settings.address.as_deref(), channels);
    let (email, slack) = (reaches(Channel::Email), reaches(Channel::Slack));
    let (wants_email, wants_slack) = (!form.email.is_empty(), !form.slack.is_empty());
    let version = form.version.clone();
    let none = channels.is_empty().then(|| {
        view! {
            <Notice kind=NoticeKind::Warning title="In-app only.">
                "Neither e-mail nor Slack is set up here, so nothing leaves Locum. What you choose holds as soon as one of them is."
            </Notice>
        }
    });
    view! {
        <ErrorSummary errors/>
        <PageHeading title=TITLE lead/>
        {none}
        <PostForm version>
            <fieldset class="field">
                <legend>"Send me each message by"</legend>
                <Checkbox name="email" label=Channel::Email.in_words() checked=wants_email hint=email/>
                <Checkbox name="slack" label=Channel::Slack.in_words() checked=wants_slack hint=slack/>
            </fieldset>
            <ButtonRow>
                <Button>"Save"</Button>
                <LinkButton href="/notifications" kind=ButtonKind::Secondary>"Back to Notifications"</LinkButton>
            </ButtonRow>
        </PostForm>
    }
}

/// Where a channel reaches the person, or why it does not.
fn where_it_goes(channel: Channel, address: Option<&str>, channels: &[Channel]) -> String {
    let to = match (address, channel) {
        (None, _) => {
            return "Your entry in the directory has no e-mail address, so this reaches you nowhere. Ask whoever keeps the \
                    directory to add it."
                .to_owned();
        }
        (Some(address), Channel::Email) => format!("To {address}."),
        (Some(address), Channel::Slack) => {
            format!("As a direct message to the Slack account with the address {address}.")
        }
    };
    // Without any channel the notice above says it once.
    if channels.is_empty() || channels.contains(&channel) {
        to
    } else {
        format!(
            "{to} {} is not set up here: nothing is sent until it is.",
            channel.in_words()
        )
    }
}
