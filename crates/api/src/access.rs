//! Which roles are in force for a person, and whether they may do something, now or at another instant (D).

use axum::Json;
use axum::extract::{Path, State};
use domain::privilege::Privilege;
use services::Error;
use services::Services;

use crate::problem::{Place, Problem};
use crate::query::Query;
use crate::refused::Refused;
use crate::wire;

/// Roles of a person
///
/// In force at an instant: now, in the past by the log of grants and delegations, in the future as if nothing changed.
#[utoipa::path(
    get,
    path = "/api/v1/people/{username}/access",
    operation_id = "readAccess",
    tag = "Access",
    params(
        ("username" = String, Path, description = "Whose", max_length = 64, example = "mara"),
        ("at" = Option<String>, Query, format = DateTime, description = "When (RFC 3339); now where you send none"),
    ),
    responses((status = 200, description = "The roles in force", body = [wire::RoleInForce]), Refused),
    security(("token" = ["people:read"])),
)]
pub(crate) async fn of_person(
    State(services): State<Services>,
    path: Result<Path<String>, axum::extract::rejection::PathRejection>,
    mut query: Query,
) -> Result<Json<Vec<wire::RoleInForce>>, Problem> {
    let at = query.instant("at");
    query.finish()?;
    // What is no text is nobody's username.
    let username = path.map(|Path(username)| username).unwrap_or_default();
    let roles = services.api().roles_at(&username, at).await;
    let roles = roles.map_err(|error: Error| Problem::of(error, Place::Path))?;
    Ok(Json(roles.into_iter().map(wire::RoleInForce::from).collect()))
}

/// May a person do something?
///
/// To the record of `target`, at an instant; with every role that allows it.
#[utoipa::path(
    get,
    path = "/api/v1/access/check",
    operation_id = "checkAccess",
    tag = "Access",
    params(
        ("person" = String, Query, description = "Username of who wants to", max_length = 64, example = "mara"),
        ("privilege" = String, Query, description = "What: `work_on_tasks`, `manage_absences`, …", example = "manage_absences"),
        ("target" = String, Query, description = "Username of on whose record", max_length = 64, example = "ben"),
        ("at" = Option<String>, Query, format = DateTime, description = "When (RFC 3339); now where you send none"),
    ),
    responses((status = 200, description = "Whether, and through what", body = wire::AccessAnswer), Refused),
    security(("token" = ["access:read"])),
)]
pub(crate) async fn check(
    State(services): State<Services>,
    mut query: Query,
) -> Result<Json<wire::AccessAnswer>, Problem> {
    let person = query.needed("person");
    let wanted = query.needed("privilege");
    let known = Privilege::ALL.map(Privilege::code).join(", ");
    let privilege = query.word(wanted, "privilege", &known, Privilege::from_code);
    let target = query.needed("target");
    let at = query.instant("at");
    query.finish()?;
    let (Some(person), Some(privilege), Some(target)) = (person, privilege, target) else {
        // Each that is missing has been noted.
        return Err(Problem::invalid(Vec::new()));
    };
    let through = services.api().may(&person, privilege, &target, at).await;
    let through = through.map_err(|error: Error| Problem::of(error, Place::Query))?;
    Ok(Json(wire::AccessAnswer {
        allowed: !through.is_empty(),
        through: through.into_iter().map(wire::RoleInForce::from).collect(),
    }))
}
