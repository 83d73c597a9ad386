//! `#[derive(Column)]`.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{DeriveInput, Path, Type};

/// What a column holds.
enum Held {
    /// A newtype of the domain over what Postgres keeps.
    Id { name: Path, holds: Box<Type> },
    /// An enum by its code, which is text.
    Code(Path),
}

pub(crate) fn derive(input: &DeriveInput) -> syn::Result<TokenStream> {
    let sql_type = &input.ident;
    let held = held(input)?;
    let conversions = match &held {
        Held::Id { name, holds } => id(sql_type, name, holds),
        Held::Code(name) => code(sql_type, name),
    };
    let (Held::Id { name, .. } | Held::Code(name)) = &held;
    Ok(quote! {
        #conversions

        impl ::diesel::deserialize::Queryable<#sql_type, ::diesel::pg::Pg> for #name {
            type Row = Self;

            fn build(row: Self) -> ::diesel::deserialize::Result<Self> {
                Ok(row)
            }
        }

        impl ::diesel::serialize::ToSql<#sql_type, ::diesel::pg::Pg> for crate::sql_types::Bind<#name> {
            fn to_sql<'b>(
                &'b self,
                out: &mut ::diesel::serialize::Output<'b, '_, ::diesel::pg::Pg>,
            ) -> ::diesel::serialize::Result {
                <#name as ::diesel::serialize::ToSql<#sql_type, ::diesel::pg::Pg>>::to_sql(&self.0, out)
            }
        }

        impl ::diesel::serialize::ToSql<::diesel::sql_types::Nullable<#sql_type>, ::diesel::pg::Pg>
            for crate::sql_types::Bind<#name>
        {
            fn to_sql<'b>(
                &'b self,
                out: &mut ::diesel::serialize::Output<'b, '_, ::diesel::pg::Pg>,
            ) -> ::diesel::serialize::Result {
                <#name as ::diesel::serialize::ToSql<#sql_type, ::diesel::pg::Pg>>::to_sql(&self.0, out)
            }
        }

        impl ::diesel::expression::AsExpression<#sql_type> for crate::sql_types::Bind<#name> {
            type Expression = ::diesel::internal::derives::as_expression::Bound<#sql_type, Self>;

            fn as_expression(self) -> Self::Expression {
                ::diesel::internal::derives::as_expression::Bound::new(self)
            }
        }

        impl ::diesel::expression::AsExpression<::diesel::sql_types::Nullable<#sql_type>>
            for crate::sql_types::Bind<#name>
        {
            type Expression =
                ::diesel::internal::derives::as_expression::Bound<::diesel::sql_types::Nullable<#sql_type>, Self>;

            fn as_expression(self) -> Self::Expression {
                ::diesel::internal::derives::as_expression::Bound::new(self)
            }
        }

        impl crate::sql_types::IntoBind for #name {}

        impl crate::statement::Bindable for #name {
            type SqlType = #sql_type;
        }
    })
}

fn held(input: &DeriveInput) -> syn::Result<Held> {
    let mut id = None;
    let mut holds = None;
    let mut code = None;
    for attribute in input.attrs.iter().filter(|a| a.path().is_ident("column")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("id") {
                id = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("holds") {
                holds = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("code") {
                code = Some(meta.value()?.parse()?);
            } else {
                return Err(meta.error("`id`, `holds` or `code`"));
            }
            Ok(())
        })?;
    }
    match (id, holds, code) {
        (Some(name), Some(holds), None) => Ok(Held::Id {
            name,
            holds: Box::new(holds),
        }),
        (None, None, Some(name)) => Ok(Held::Code(name)),
        _ => Err(syn::Error::new_spanned(
            &input.ident,
            "say `#[column(id = …, holds = …)]` or `#[column(code = …)]`",
        )),
    }
}

fn id(sql_type: &Ident, name: &Path, holds: &Type) -> TokenStream {
    let kept = quote!(<#holds as crate::statement::Bindable>::SqlType);
    quote! {
        impl ::diesel::deserialize::FromSql<#sql_type, ::diesel::pg::Pg> for #name {
            fn from_sql(bytes: ::diesel::pg::PgValue<'_>) -> ::diesel::deserialize::Result<Self> {
                <#holds as ::diesel::deserialize::FromSql<#kept, ::diesel::pg::Pg>>::from_sql(bytes).map(Self)
            }
        }

        impl ::diesel::serialize::ToSql<#sql_type, ::diesel::pg::Pg> for #name {
            fn to_sql<'b>(
                &'b self,
                out: &mut ::diesel::serialize::Output<'b, '_, ::diesel::pg::Pg>,
            ) -> ::diesel::serialize::Result {
                <#holds as ::diesel::serialize::ToSql<#kept, ::diesel::pg::Pg>>::to_sql(&self.0, out)
            }
        }
    }
}

fn code(sql_type: &Ident, name: &Path) -> TokenStream {
    quote! {
        impl crate::sql_types::IntoLiteral<#sql_type> for #name {
            fn literal(self) -> crate::sql_types::Literal<#sql_type> {
                crate::sql_types::Literal::of(self.code())
            }
        }

        impl ::diesel::deserialize::FromSql<#sql_type, ::diesel::pg::Pg> for #name {
            fn from_sql(bytes: ::diesel::pg::PgValue<'_>) -> ::diesel::deserialize::Result<Self> {
                crate::sql_types::decode(bytes)
            }
        }

        impl ::diesel::serialize::ToSql<#sql_type, ::diesel::pg::Pg> for #name {
            fn to_sql<'b>(
                &'b self,
                out: &mut ::diesel::serialize::Output<'b, '_, ::diesel::pg::Pg>,
            ) -> ::diesel::serialize::Result {
                <str as ::diesel::serialize::ToSql<::diesel::sql_types::Text, ::diesel::pg::Pg>>::to_sql(self.code(), out)
            }
        }
    }
}
