//! The pieces that pages are made of. They hold no data of their own and know no feature.
//!
//! All but the islands exist on the server only, so that the browser downloads none of them.

#[cfg(feature = "ssr")]
mod badge;
#[cfg(feature = "ssr")]
mod button;
#[cfg(feature = "ssr")]
mod choice;
#[cfg(feature = "hydrate")]
pub(crate) mod dom;
#[cfg(feature = "ssr")]
mod error_summary;
#[cfg(feature = "ssr")]
mod face;
#[cfg(feature = "ssr")]
mod field;
#[cfg(feature = "ssr")]
mod filter_bar;
#[cfg(feature = "ssr")]
mod flash;
#[cfg(feature = "ssr")]
mod form_errors;
#[cfg(feature = "ssr")]
mod form_id;
#[cfg(feature = "ssr")]
mod moment;
#[cfg(feature = "ssr")]
mod navigator;
#[cfg(feature = "ssr")]
mod notice;
#[cfg(feature = "ssr")]
mod optional_text;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod pager;
mod person_picker;
mod question;
#[cfg(feature = "ssr")]
mod table;
#[cfg(feature = "ssr")]
mod timeline;
#[cfg(feature = "ssr")]
mod top_bar;

pub use self::question::{Effect, Question, QuestionDialog, Reason, RemovalAsk};

pub use self::person_picker::{
    PeopleCombobox, PersonHit, SearchPeople, SearchProxies, SearchProxiesOf, search_people, search_proxies,
    search_proxies_of,
};

#[cfg(feature = "ssr")]
pub(crate) use self::field::textarea_content;
#[cfg(feature = "ssr")]
pub use self::{
    badge::{StateBadge, StateWord, Tag},
    button::{Button, ButtonKind, ButtonRow, LinkButton, PostForm},
    choice::{Checkbox, Choice, RadioCards, Select},
    error_summary::ErrorSummary,
    face::Person,
    field::{DateField, FieldFrame, FieldRow, TextField, Textarea, described_by},
    filter_bar::{Chip, FilterBar},
    flash::FlashMessage,
    form_errors::{ErrorLink, FormErrors},
    form_id::{FormId, new_form_id},
    moment::{Day, Time},
    navigator::{Navigator, OpenPage, open_pages},
    notice::{Notice, NoticeKind},
    optional_text::OptionalText,
    page::{EmptyState, Facts, PageHeading, Region},
    pager::{PageOrder, Pager},
    person_picker::{Among, PersonPicker, no_such_person},
    question::{KEEP, QuestionButton, REASON_ID, question_page},
    table::{Column, Row, SortDirection, Table, cell},
    timeline::{Bar, Span, Timeline},
    top_bar::TopBar,
};
