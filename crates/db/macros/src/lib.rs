//! What `db` derives beside Diesel's own derives: SQL that stands in a file of its own, with the types that it binds and reads, and
//! SQL types of the domain's ids and codes.

mod column;
mod columns;
mod statement;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// A statement that stands in `crates/db/sql/`: `#[statement(file = "grants/revoke_pairs.sql", row = Revoked)]`. The fields of the
/// struct are the parameters in their order: the first is `$1`. Without `row` it reads nothing. Does not compile where the file
/// leaves out a parameter, or has one too many.
///
/// Parameters that several statements take are a struct of their own, `#[derive(Parameters)]`, in a field that says
/// `#[statement(embed)]`.
#[proc_macro_derive(Statement, attributes(statement))]
pub fn statement(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    tokens(statement::derive(&input))
}

/// Parameters that several statements take.
#[proc_macro_derive(Parameters, attributes(statement))]
pub fn parameters(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    tokens(statement::parameters(&input))
}

/// Names and types of the columns that `#[derive(QueryableByName)]` reads, for the test that prepares every statement.
#[proc_macro_derive(Columns, attributes(diesel))]
pub fn columns(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    tokens(columns::derive(&input))
}

/// Makes an SQL type that of one type of the domain: `#[column(id = PersonId, holds = i64)]` of a newtype, `#[column(code = TaskState)]`
/// of an enum that has codes.
#[proc_macro_derive(Column, attributes(column))]
pub fn column(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    tokens(column::derive(&input))
}

fn tokens(made: syn::Result<proc_macro2::TokenStream>) -> TokenStream {
    made.unwrap_or_else(|error| error.to_compile_error()).into()
}
