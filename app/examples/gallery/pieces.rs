//! Everything else.

use app::ui::*;
use chrono::{DateTime, NaiveDate};
use domain::zone::Zone;
use leptos::prelude::*;

const STATES: [StateWord; 9] = [
    StateWord::Scheduled,
    StateWord::InForce,
    StateWord::Suspended,
    StateWord::Ended,
    StateWord::Cancelled,
    StateWord::Open,
    StateWord::Approved,
    StateWord::Denied,
    StateWord::Waiting,
];

pub(crate) fn view() -> impl IntoView {
    let chips = vec![
        Chip {
            label: "Person: ben".to_owned(),
            href: "/admin/audit".to_owned(),
        },
        Chip {
            label: "From: 1 August 2026".to_owned(),
            href: "/admin/audit".to_owned(),
        },
    ];
    let matches = vec![hit("ben", "Ben Ode"), hit("ida", "Ida Oderholm")];
    let states = STATES.map(|state| view! { <StateBadge state/> " " });
    view! {
        <PageHeading title="Audit log" lead="Who did what, on whose behalf, through what. Newest first.">
            <a href="/admin/audit.csv">"Download CSV"</a>
        </PageHeading>
        <FilterBar path="/admin/audit" chips>
            <TextField name="person" label="Person" value="ben"/>
            <Select name="action" label="Action" prompt="Any" choices=vec![Choice::new("saved", "Rule saved")]/>
            <DateField name="from" label="From" value="2026-08-01"/>
            <DateField name="until" label="To"/>
        </FilterBar>
        <Table caption="Audit log" columns=vec![Column::new("When"), Column::new("Who"), Column::number("Entries")]
            rows=vec![entry(), entry()]/>
        <Pager order=PageOrder::NewestFirst first="/admin/audit" next="/admin/audit?before=9"/>
        <Region id="states" title="States"><p>{states}</p></Region>
        <Region id="facts" title="Facts">
            <Facts facts=vec![
                ("Subject", cell("Ida Moss")),
                ("Role", cell("AP approver")),
                ("Asked by", cell("Ben Ode for Ana Ruiz")),
                ("Due", cell(NaiveDate::from_ymd_opt(2026, 8, 21).map(|date| view! { <Day date/> }))),
            ]/>
            <Notice kind=NoticeKind::Warning title="This closes a loop.">"Ana Ruiz, Ben Ode and Bea Lind."</Notice>
        </Region>
        <Region id="reassign" title="Reassign">
            <PostForm>
                <PersonPicker name="to" label="Reassign to" value="ode" error=no_such_person("ode", &matches) matches/>
                <ButtonRow><Button>"Reassign"</Button></ButtonRow>
            </PostForm>
        </Region>
        <Region id="deny" title="Deny">
            <PostForm>
                <Select name="role" label="Role" prompt="Choose a role" error="Choose a role"
                    choices=vec![Choice::new("ap_approver", "AP approver")]/>
                <Textarea name="reason" label="Reason" hint="The requester reads it." value="Not this quarter."/>
                <Checkbox name="copy" label="Tell the team" checked=false hint="By mail, once." error="Tick this first"/>
                <ButtonRow>
                    <Button>"Save"</Button>
                    <Button kind=ButtonKind::Danger>"Deny"</Button>
                    <Button kind=ButtonKind::Secondary>"Cancel request"</Button>
                </ButtonRow>
            </PostForm>
        </Region>
        <Region id="steps" title="Steps">
            <ol class="steps">
                <li>
                    <p class="step-title">"Step 1: the subject’s manager "<StateBadge state=StateWord::Approved/></p>
                    <p>"Approved by Ben Ode for Ana Ruiz"</p>
                    <p class="prose">"Fine by me.\nUntil spring."</p>
                    <p class="hint">"Delegation enabled"</p>
                </li>
                <li>
                    <p class="step-title">"Step 2: holders of IT security manager "<StateBadge state=StateWord::Open/></p>
                    <p class="hint">"Delegation disabled"</p>
                </li>
            </ol>
            <details><summary>"Cancel this request"</summary><PostForm><Button>"Cancel request"</Button></PostForm></details>
        </Region>
        <Region id="nothing" title="Open tasks">
            <EmptyState title="No open tasks.">
                <p>"New ones appear here. "<a href="/requests/new">"Request a role"</a></p>
            </EmptyState>
        </Region>
    }
}

fn hit(username: &str, display_name: &str) -> PersonHit {
    PersonHit::new(
        username.to_owned(),
        display_name.to_owned(),
        Some("Logistics".to_owned()),
    )
}

fn entry() -> Row {
    let at = DateTime::from_timestamp(1_785_740_400, 0).unwrap_or_default();
    let zone = Zone::parse("Europe/London").unwrap_or(Zone::UTC);
    Row::new([
        cell(view! { <Time at zone/> }),
        cell("Ben Ode for Ana Ruiz"),
        cell("12"),
    ])
}
