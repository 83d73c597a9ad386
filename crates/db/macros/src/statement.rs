//! `#[derive(Statement)]`.

use std::collections::BTreeSet;
use std::path::Path;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Field, LitStr, Type};

pub(crate) fn derive(input: &DeriveInput) -> syn::Result<TokenStream> {
    let fields = fields(input)?;
    let (file, row) = attributes(input)?;
    check(&file, &fields)?;
    let path = format!("/sql/{}", file.value());
    let row = row.map_or_else(|| quote!(()), |row| quote!(#row));
    let name = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    let forever = input.generics.lifetimes().map(|_| quote!('static));
    let forever = quote!(#name<#(#forever),*>);
    let parameters = parameters(input)?;
    Ok(quote! {
        #parameters

        impl #impl_generics crate::statement::Statement for #name #type_generics #where_clause {
            type Row = #row;
            type Key = #forever;
            const FILE: &'static str = #file;
            const SQL: &'static str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), #path));
        }

        ::inventory::submit!(crate::statement::Registered::of::<#forever>());
    })
}

/// Names, types and values of the parameters.
pub(crate) fn parameters(input: &DeriveInput) -> syn::Result<TokenStream> {
    let fields = fields(input)?;
    let name = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    let typed = fields.iter().map(|field| {
        let rust = &field.ty;
        let named = field.ident.as_ref().map(ToString::to_string);
        if is_embedded(field) {
            quote!(<#rust as crate::statement::Parameters>::parameters())
        } else {
            quote!(::std::vec![crate::statement::Typed::of::<<#rust as crate::statement::Bindable>::SqlType>(#named)])
        }
    });
    let bound = fields.iter().map(|field| {
        let (ident, rust) = (&field.ident, &field.ty);
        if is_embedded(field) {
            quote!(crate::statement::Parameters::push_binds(&self.#ident, out)?;)
        } else {
            quote!(out.push_bind_param_value_only::<<#rust as crate::statement::Bindable>::SqlType, _>(&self.#ident)?;)
        }
    });
    Ok(quote! {
        impl #impl_generics crate::statement::Parameters for #name #type_generics #where_clause {
            fn parameters() -> ::std::vec::Vec<crate::statement::Typed> {
                let each: &[::std::vec::Vec<crate::statement::Typed>] = &[#(#typed),*];
                each.concat()
            }

            fn push_binds<'b>(
                &'b self,
                out: &mut ::diesel::query_builder::AstPass<'_, 'b, ::diesel::pg::Pg>,
            ) -> ::diesel::result::QueryResult<()> {
                #(#bound)*
                Ok(())
            }
        }
    })
}

fn is_embedded(field: &Field) -> bool {
    field
        .attrs
        .iter()
        .any(|attribute| attribute.path().is_ident("statement"))
}

fn fields(input: &DeriveInput) -> syn::Result<Vec<&Field>> {
    match &input.data {
        Data::Struct(data) => Ok(data.fields.iter().collect()),
        Data::Enum(_) | Data::Union(_) => {
            Err(syn::Error::new_spanned(&input.ident, "a statement is a struct"))
        }
    }
}

fn attributes(input: &DeriveInput) -> syn::Result<(LitStr, Option<Type>)> {
    let mut file = None;
    let mut row = None;
    for attribute in input.attrs.iter().filter(|a| a.path().is_ident("statement")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("file") {
                file = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("row") {
                row = Some(meta.value()?.parse()?);
            } else {
                return Err(meta.error("`file` or `row`"));
            }
            Ok(())
        })?;
    }
    let missing = || syn::Error::new_spanned(&input.ident, "say `#[statement(file = \"…\")]`");
    Ok((file.ok_or_else(missing)?, row))
}

/// Each parameter stands in the file, and the file has no others. How many an embedded field has is not known here: of such a statement
/// the test that prepares all of them says so.
fn check(file: &LitStr, fields: &[&Field]) -> syn::Result<()> {
    let root = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let path = Path::new(&root).join("sql").join(file.value());
    let text = std::fs::read_to_string(&path)
        .map_err(|error| syn::Error::new_spanned(file, format!("{}: {error}", path.display())))?;
    if fields.iter().any(|field| is_embedded(field)) {
        return Ok(());
    }
    let used = numbers(&text);
    for (index, field) in fields.iter().enumerate() {
        if !used.contains(&(index + 1)) {
            let unused = format!("the statement has no parameter ${}", index + 1);
            return Err(syn::Error::new_spanned(field, unused));
        }
    }
    match used.iter().find(|&&number| number == 0 || number > fields.len()) {
        Some(number) => Err(syn::Error::new_spanned(file, format!("no field gives ${number}"))),
        None => Ok(()),
    }
}

/// The numbers behind dollars, outside comments. A dollar without a number is the text's own, as in a JSON path.
fn numbers(text: &str) -> BTreeSet<usize> {
    let code = text
        .lines()
        .map(|line| line.split("--").next().unwrap_or_default());
    code.flat_map(|line| line.split('$').skip(1))
        .filter_map(|piece| {
            let digits: String = piece.chars().take_while(char::is_ascii_digit).collect();
            digits.parse().ok()
        })
        .collect()
}
