//! `#[derive(Columns)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Field, LitStr, Type};

pub(crate) fn derive(input: &DeriveInput) -> syn::Result<TokenStream> {
    let Data::Struct(data) = &input.data else {
        return Err(syn::Error::new_spanned(&input.ident, "a row is a struct"));
    };
    let name = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    let pushed = data.fields.iter().map(column).collect::<syn::Result<Vec<_>>>()?;
    Ok(quote! {
        impl #impl_generics crate::statement::Columns for #name #type_generics #where_clause {
            fn columns() -> ::std::vec::Vec<crate::statement::Typed> {
                let mut columns = ::std::vec::Vec::new();
                #(#pushed)*
                columns
            }
        }
    })
}

/// What one field reads: a column, or the columns of the row that it embeds.
fn column(field: &Field) -> syn::Result<TokenStream> {
    let mut embed = false;
    let mut sql_type: Option<Type> = None;
    let mut name = field.ident.as_ref().map(ToString::to_string);
    for attribute in field.attrs.iter().filter(|a| a.path().is_ident("diesel")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("embed") {
                embed = true;
            } else if meta.path.is_ident("sql_type") {
                sql_type = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("column_name") {
                let value = meta.value()?;
                name = Some(if value.peek(LitStr) {
                    value.parse::<LitStr>()?.value()
                } else {
                    value.parse::<syn::Ident>()?.to_string()
                });
            } else {
                // Of no meaning for the type of the column, as `deserialize_as`.
                let _: Type = meta.value()?.parse()?;
            }
            Ok(())
        })?;
    }
    let rust = &field.ty;
    match (embed, sql_type, name) {
        (true, _, _) => Ok(quote! {
            columns.extend(<#rust as crate::statement::Columns>::columns());
        }),
        (false, Some(sql_type), Some(name)) => Ok(quote! {
            columns.push(crate::statement::Typed::of::<#sql_type>(#name));
        }),
        _ => Err(syn::Error::new_spanned(
            field,
            "a column of a statement has a name and `#[diesel(sql_type = …)]`",
        )),
    }
}
