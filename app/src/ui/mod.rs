//! The pieces that pages are made of. They hold no data of their own and know no feature.
//!
//! The islands are in a crate of their own; what pages use of it stands here too.

mod badge;
mod button;
mod choice;
mod error_summary;
mod face;
mod field;
mod filter_bar;
mod flash;
mod form_errors;
mod form_id;
mod moment;
mod navigator;
mod notice;
mod optional_text;
mod page;
mod pager;
mod person_picker;
mod question;
mod table;
mod timeline;
mod top_bar;

pub use islands::person_picker::PersonHit;
pub use islands::question::{Effect, KEEP, Question, QuestionDialog, REASON_ID, Reason, RemovalAsk};

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
    person_picker::{Among, PersonPicker, no_such_person, person_hit},
    question::{QuestionButton, question_page, with_form_id},
    table::{Column, Row, SortDirection, Table, cell},
    timeline::{Bar, Span, Timeline},
    top_bar::TopBar,
};
