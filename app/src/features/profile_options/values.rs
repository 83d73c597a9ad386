//! One option: its meaning, its values, and the form of one of them.

use domain::privilege::Privilege;
use domain::profile_option::{Level, ProfileOption};
use leptos::prelude::*;
use services::profile_options::Set;

use super::form::{PATH, ValueForm, edit_href, href, level_of};
use super::page_values::Shown;
use crate::context::Viewer;
use crate::ui::{
    Button, ButtonKind, ButtonRow, Choice, Column, EmptyState, Facts, FormErrors, LinkButton, PersonPicker,
    PostForm, QuestionButton, QuestionDialog, Region, RemovalAsk, Row, Select, Table, TextField, Time, cell,
};

/// The option that was found.
pub(super) fn of_option(viewer: &Viewer, option: ProfileOption, shown: &Shown) -> impl IntoView + use<> {
    let levels: Vec<&str> = option.levels().iter().map(|level| level.in_words()).collect();
    let default = Some(option.default_value()).filter(|value| !value.is_empty());
    let default = default.unwrap_or_else(|| "empty".to_owned());
    let facts = vec![
        ("Meaning", option.meaning().into_any()),
        ("Allowed", option.allowed().into_any()),
        ("Levels", levels.join(", ").into_any()),
        ("Default", view! { <code>{default}</code> }.into_any()),
    ];
    let sets: Vec<&Set> = shown.values.of(option).collect();
    let table = if sets.is_empty() {
        view! { <EmptyState title="Nothing is set: the default holds."/> }.into_any()
    } else {
        table(viewer, option, &sets).into_any()
    };
    let more = shown
        .values
        .more
        .then(|| view! { <p class="hint">"The first 200 people, by name."</p> });
    let form = shown
        .form
        .as_ref()
        .map(|form| form_of(option, &offered(viewer, option), form, &shown.errors).into_any());
    let add = (!offered(viewer, option).is_empty()).then(|| {
        view! { <LinkButton kind=ButtonKind::Secondary href=href(option, "&add=yes#level")>"Add"</LinkButton> }
    });
    let add = add.into_any();
    let title = option.code();
    view! {
        <Region id="option" title=title><Facts facts/></Region>
        <Region id="profile-values" title="Profile Values" actions=add>
            {table}
            {more}
            {form}
        </Region>
        <p><a href=PATH>"All profile options"</a></p>
    }
}

/// The levels at which the viewer may set a value: the Site's is everyone's.
fn offered(viewer: &Viewer, option: ProfileOption) -> Vec<Level> {
    let levels = option.levels().iter().copied();
    let everywhere = viewer.may_everywhere(Privilege::ManageSetup);
    levels
        .filter(|level| everywhere || *level == Level::User)
        .collect()
}

fn table(viewer: &Viewer, option: ProfileOption, sets: &[&Set]) -> impl IntoView + use<> {
    let columns = vec![
        Column::row_header("Level"),
        Column::new("Profile Value"),
        Column::new("Changed"),
        Column::unlabelled("Edit"),
    ];
    let rows = sets.iter().map(|set| row(viewer, option, set)).collect();
    view! { <Table caption="Profile values" columns rows/> }
}

fn row(viewer: &Viewer, option: ProfileOption, set: &Set) -> Row {
    let id = match &set.username {
        Some(username) => format!("of-{username}"),
        None => "of-site".to_owned(),
    };
    let level = match (&set.display_name, &set.username) {
        (Some(name), Some(username)) => {
            view! { <span id=id.clone()>"User: "{name.clone()}</span><span class="hint">{username.clone()}</span> }.into_any()
        }
        _ => view! { <span id=id.clone()>"Site"</span> }.into_any(),
    };
    let value = match set.value.as_str() {
        "" => view! { <span class="hint">"empty"</span> }.into_any(),
        value => view! { <code>{value.to_owned()}</code> }.into_any(),
    };
    let zone = viewer.zone();
    let changed = set.changed_by_name.clone().zip(set.changed_at).map(|(by, at)| {
        view! { {by}<span class="hint"><Time at zone/></span> }
    });
    let edit = edit_href(option, set);
    let actions = offered(viewer, option).contains(&level_of(set)).then(|| {
        view! { <a class="button button-secondary" href=edit aria-describedby=id>"Edit"</a> }
    });
    Row::new([cell(level), cell(value), cell(changed), cell(actions)])
}

fn form_of(
    option: ProfileOption,
    offered: &[Level],
    form: &ValueForm,
    errors: &FormErrors,
) -> impl IntoView + use<> {
    let choices: Vec<Choice> = [Level::Site, Level::User]
        .into_iter()
        // Of an option of the Site's alone, too, both are shown: which of them is wrong is said at the field.
        .filter(|level| *level == Level::User || offered.contains(level))
        .map(|level| Choice::new(level.code(), level.in_words()))
        .collect();
    let at_user = option.levels().contains(&Level::User);
    let only = (!at_user).then(|| "This option is set for the Site only.".to_owned());
    let (level, level_error) = (form.level.clone(), errors.of("level"));
    let (user, user_error) = (form.user.clone(), errors.of("user"));
    let user = (at_user || !user.is_empty()).then(|| {
        view! {
            <div class="for-user">
                <PersonPicker name="user" label="User" hint="For the level User: whom it is for." value=user error=user_error/>
            </div>
        }
    });
    let (value, value_error) = (form.value.clone(), errors.of("value"));
    let hint = sentence(option.allowed());
    let (version, site_version) = (form.version.clone(), form.site_version.clone());
    // A value that is set can be removed where it is edited.
    let is_set = !form.version.is_empty();
    let remove = is_set.then(|| {
        view! { <QuestionButton ask=RemovalAsk::Remove.code() kind=ButtonKind::Danger>"Remove"</QuestionButton> }
    });
    let back = href(option, "");
    view! {
        // The address has a fragment, with which a browser would not give the focus to an error summary.
        <PostForm version action=super::form::PATH>
            <input type="hidden" name="code" value=option.code()/>
            <input type="hidden" name="site_version" value=site_version/>
            <Select name="level" label="Level" choices selected=level error=level_error hint=only/>
            {user}
            <TextField name="value" label="Profile Value" value hint error=value_error/>
            <ButtonRow>
                <Button>"Save and Close"</Button>
                <a class="button button-secondary" href=back>"Cancel"</a>
                {remove}
            </ButtonRow>
        </PostForm>
        {is_set.then(|| view! { <QuestionDialog/> })}
    }
}

/// Begins with a capital and ends with a full stop, unless that could be taken for a part of a value.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}
