//! Made from the migrations: `LOCUM_UPDATE_SCHEMA=1 cargo xtask test schema`.
#![allow(missing_docs, reason = "the migrations say what each column means")]

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    absences (id) {
        id -> Int8,
        person_id -> PersonKey,
        kind -> AbsenceKindCode,
        starts_on -> Date,
        ends_on -> Date,
        state -> AbsenceStateCode,
        recorded_by -> PersonKey,
        recorded_for -> Nullable<PersonKey>,
        recorded_at -> Timestamptz,
        decided_by -> Nullable<PersonKey>,
        decided_for -> Nullable<PersonKey>,
        decided_at -> Nullable<Timestamptz>,
        version -> Int4,
        form_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    access_review_refusals (review_id, person_id, role_id) {
        review_id -> Int8,
        person_id -> PersonKey,
        role_id -> RoleKey,
        reason -> Text,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    access_reviews (id) {
        id -> Int8,
        form_id -> Uuid,
        role_id -> Nullable<RoleKey>,
        department -> Nullable<Text>,
        due_on -> Date,
        due_at -> Timestamptz,
        initiator_id -> PersonKey,
        started_at -> Timestamptz,
        operation_id -> Nullable<Uuid>,
        broken_off -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    activity_history (person_id, until_at) {
        person_id -> PersonKey,
        until_at -> Timestamptz,
        disabled_at -> Nullable<Timestamptz>,
        active_from -> Nullable<Timestamptz>,
        active_until -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    administrative_roles (role_id, privilege) {
        role_id -> RoleKey,
        privilege -> PrivilegeCode,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    api_answers (token_id, key) {
        token_id -> TokenKey,
        key -> Text,
        request_hash -> Bytea,
        answer -> Text,
        at -> Timestamptz,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    api_tokens (id) {
        id -> TokenKey,
        name -> Text,
        hash -> Bytea,
        scopes -> Array<Text>,
        created_at -> Timestamptz,
        created_by -> Nullable<PersonKey>,
        last_used_at -> Nullable<Timestamptz>,
        revoked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    assignable_roles (person_id, role_id) {
        person_id -> PersonKey,
        role_id -> RoleKey,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    audit_in_name_of (delegator_id, entry_id) {
        delegator_id -> PersonKey,
        entry_id -> Int8,
        proxy_id -> PersonKey,
        role_delegation_id -> Nullable<Int8>,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    audit_log (id) {
        id -> Int8,
        at -> Timestamptz,
        actor_id -> Nullable<PersonKey>,
        on_behalf_of -> Nullable<PersonKey>,
        through -> Text,
        action -> Text,
        object_kind -> Text,
        object_id -> Text,
        concerns_id -> Nullable<PersonKey>,
        before -> Nullable<Jsonb>,
        after -> Nullable<Jsonb>,
        request_id -> Nullable<Text>,
        people -> Nullable<Array<PersonKey>>,
        client_request_id -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    audit_people (person_id, action, at, entry_id) {
        person_id -> PersonKey,
        action -> Text,
        at -> Timestamptz,
        entry_id -> Int8,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    delegable_roles (person_id, role_id) {
        person_id -> PersonKey,
        role_id -> RoleKey,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    delegation_rules (id) {
        id -> RuleKey,
        owner_id -> PersonKey,
        delegate_id -> PersonKey,
        kind -> RuleKindCode,
        starts_on -> Nullable<Date>,
        ends_on -> Nullable<Date>,
        starts_at -> Timestamptz,
        ends_at -> Nullable<Timestamptz>,
        keep_copy -> Bool,
        saved_by -> PersonKey,
        saved_at -> Timestamptz,
        closed_by -> Nullable<PersonKey>,
        closed_at -> Nullable<Timestamptz>,
        owner_place -> Nullable<Text>,
        owner_department -> Nullable<Text>,
        delegate_place -> Nullable<Text>,
        delegate_department -> Nullable<Text>,
        delegate_may_leave -> Bool,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    deliveries (outbox_id, channel) {
        outbox_id -> Int8,
        channel -> ChannelCode,
        state -> Text,
        attempts -> Int4,
        due_at -> Timestamptz,
        lease -> Nullable<Uuid>,
        error -> Nullable<Text>,
        created_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    delivery_channels (channel) {
        channel -> ChannelCode,
        paused_until -> Nullable<Timestamptz>,
        error -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    form_submissions (id) {
        id -> Uuid,
        person_id -> PersonKey,
        outcome -> Jsonb,
        at -> Timestamptz,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    grants (id) {
        id -> GrantKey,
        person_id -> PersonKey,
        role_id -> RoleKey,
        source -> HoldingSourceCode,
        task_id -> Nullable<TaskKey>,
        granted_by -> Nullable<PersonKey>,
        granted_at -> Timestamptz,
        revoked_by -> Nullable<PersonKey>,
        revoked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    job_runs (id) {
        id -> Int8,
        trigger -> Text,
        person_id -> Nullable<PersonKey>,
        slot -> Nullable<Timestamptz>,
        node -> Text,
        started_at -> Timestamptz,
        alive_until -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        counts -> Jsonb,
        error -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    known_browsers (id_hash, person_id) {
        id_hash -> Bytea,
        person_id -> PersonKey,
        signed_in_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    notification_settings (person_id) {
        person_id -> PersonKey,
        email -> Bool,
        slack -> Bool,
        version -> Int4,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    operation_items (operation_id, position) {
        operation_id -> Uuid,
        position -> Int4,
        task_id -> Uuid,
        step -> Nullable<Int2>,
        state -> ItemStateCode,
        reason -> Nullable<Text>,
        field -> Nullable<Text>,
        attempts -> Int2,
        outcome -> Nullable<ItemOutcomeCode>,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    operations (id) {
        id -> Uuid,
        kind -> OperationKindCode,
        person_id -> Nullable<PersonKey>,
        on_behalf_of -> Nullable<PersonKey>,
        through -> Text,
        request_id -> Nullable<Text>,
        client_request_id -> Nullable<Text>,
        input -> Text,
        total -> Nullable<Int4>,
        done -> Int4,
        failed -> Int4,
        result -> Jsonb,
        created_at -> Timestamptz,
        finished_at -> Nullable<Timestamptz>,
        leased_by -> Nullable<Uuid>,
        leased_until -> Nullable<Timestamptz>,
        continued_at -> Timestamptz,
        unknown -> Int4,
        attempts -> Int2,
        resumed_by -> Nullable<PersonKey>,
        resumed_through -> Nullable<Text>,
        resumed_request_id -> Nullable<Text>,
        resumed_client_request_id -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    outbox (id) {
        id -> Int8,
        at -> Timestamptz,
        person_id -> PersonKey,
        event_key -> Text,
        event -> Jsonb,
        task_id -> Nullable<TaskKey>,
        read_at -> Nullable<Timestamptz>,
        pending -> Bool,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    people (id) {
        id -> PersonKey,
        username -> Text,
        display_name -> Text,
        email -> Nullable<Text>,
        manager_id -> Nullable<PersonKey>,
        department -> Nullable<Text>,
        job -> Nullable<Text>,
        location -> Nullable<Text>,
        hired_on -> Nullable<Date>,
        terminated_on -> Nullable<Date>,
        time_zone -> Nullable<ZoneName>,
        active_from -> Nullable<Timestamptz>,
        active_until -> Nullable<Timestamptz>,
        disabled_at -> Nullable<Timestamptz>,
        password_hash -> Nullable<Text>,
        search_text -> Text,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    policies (id) {
        id -> PolicyKey,
        kind -> PolicyKindCode,
        name -> Text,
        is_default -> Bool,
        version -> Int4,
        changed_by -> Nullable<PersonKey>,
        changed_at -> Nullable<Timestamptz>,
        built_in -> Bool,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    policy_step_people (step_id, person_id) {
        step_id -> StepKey,
        position -> Int2,
        person_id -> PersonKey,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    policy_steps (id) {
        id -> StepKey,
        policy_id -> PolicyKey,
        position -> Int2,
        approver -> Text,
        approver_role_id -> Nullable<RoleKey>,
        allow_delegation -> Bool,
        allow_self_approval -> Bool,
        distinct_approvers -> Bool,
        allow_reassignment -> Bool,
        reason_to_approve -> Bool,
        reason_to_deny -> Bool,
        fallback_id -> Nullable<PersonKey>,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    profile_values (id) {
        id -> Int8,
        code -> ProfileOptionCode,
        person_id -> Nullable<PersonKey>,
        value -> Text,
        version -> Int4,
        changed_by -> Nullable<PersonKey>,
        changed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    provisioning_rules_of_people (rule_id, person_id) {
        rule_id -> Int8,
        person_id -> PersonKey,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    role_delegations (id) {
        id -> Int8,
        delegator_id -> PersonKey,
        proxy_id -> PersonKey,
        role_id -> RoleKey,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        not_after -> Nullable<Timestamptz>,
        created_by -> PersonKey,
        created_at -> Timestamptz,
        begun_at -> Nullable<Timestamptz>,
        ended_at -> Nullable<Timestamptz>,
        end_reason -> Nullable<EndReasonCode>,
        cancelled_at -> Nullable<Timestamptz>,
        version -> Int4,
        form_id -> Nullable<Uuid>,
        through_end -> Bool,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    role_policies (role_id, kind) {
        role_id -> RoleKey,
        kind -> PolicyKindCode,
        policy_id -> PolicyKey,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    role_privileges (role_id, privilege) {
        role_id -> RoleKey,
        privilege -> PrivilegeCode,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    role_provisioning_rule_roles (rule_id, role_id) {
        rule_id -> Int8,
        role_id -> RoleKey,
        autoprovision -> Bool,
        requestable -> Bool,
        self_requestable -> Bool,
        provisionable -> Bool,
        provisionable_by_upgrade -> Bool,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    role_provisioning_rules (id) {
        id -> Int8,
        name -> Text,
        department -> Nullable<Text>,
        job -> Nullable<Text>,
        location -> Nullable<Text>,
        is_manager -> Nullable<Bool>,
        version -> Int4,
        changed_by -> Nullable<PersonKey>,
        changed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    role_requests (id) {
        id -> Int8,
        kind -> RequestKindCode,
        delegation_id -> Nullable<Int8>,
        grant_id -> Nullable<GrantKey>,
        due_at -> Timestamptz,
        state -> RequestStateCode,
        attempts -> Int2,
        last_error -> Nullable<Text>,
        leased_by -> Nullable<Text>,
        next_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        finished_at -> Nullable<Timestamptz>,
        applied_at -> Nullable<Timestamptz>,
        run_id -> Nullable<Int8>,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    roles (id) {
        id -> RoleKey,
        code -> Text,
        name -> Text,
        data_scope -> DataScopeCode,
        built_in -> Bool,
        delegation_allowed -> Bool,
        version -> Int4,
        changed_by -> Nullable<PersonKey>,
        changed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    schema_compatibility (id) {
        id -> Bool,
        minimum_version -> Text,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    sessions (id_hash) {
        id_hash -> Bytea,
        person_id -> Nullable<PersonKey>,
        data -> Jsonb,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    shown_people (id) {
        id -> PersonKey,
        username -> Text,
        display_name -> Text,
        shown_name -> Text,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    slack_users (person_id) {
        person_id -> PersonKey,
        email -> Text,
        user_id -> Text,
        found_at -> Timestamptz,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    task_assignments (id) {
        id -> Int8,
        task_id -> TaskKey,
        position -> Int2,
        person_id -> Nullable<PersonKey>,
        pool_role_id -> Nullable<RoleKey>,
        original_id -> Nullable<PersonKey>,
        path -> Array<PersonKey>,
        barred -> Array<PersonKey>,
        assigned_at -> Timestamptz,
        released_at -> Nullable<Timestamptz>,
        copies -> Array<PersonKey>,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    task_decisions (id) {
        id -> Int8,
        task_id -> TaskKey,
        position -> Int2,
        decision -> DecisionCode,
        decided_by -> PersonKey,
        decided_for -> Array<PersonKey>,
        reason -> Nullable<Text>,
        decided_at -> Timestamptz,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    task_log (id) {
        id -> Int8,
        task_id -> TaskKey,
        at -> Timestamptz,
        position -> Int2,
        actor_id -> Nullable<PersonKey>,
        on_behalf_of -> Nullable<PersonKey>,
        through -> Text,
        event -> Jsonb,
        people -> Array<PersonKey>,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    tasks (id) {
        id -> TaskKey,
        kind -> PolicyKindCode,
        policy_id -> Nullable<PolicyKey>,
        policy_name -> Text,
        title -> Text,
        subject_id -> PersonKey,
        requester_id -> Nullable<PersonKey>,
        initiator_id -> Nullable<PersonKey>,
        role_id -> Nullable<RoleKey>,
        grant_id -> Nullable<GrantKey>,
        reason -> Nullable<Text>,
        external_ref -> Nullable<Text>,
        steps -> Jsonb,
        position -> Int2,
        state -> TaskStateCode,
        created_at -> Timestamptz,
        closed_at -> Nullable<Timestamptz>,
        version -> Int4,
        access_review_id -> Nullable<Int8>,
        role_change -> Nullable<Jsonb>,
        one_at_a_time -> Nullable<Bool>,
    }
}

diesel::table! {
    use crate::sql_types::*;
    use diesel::sql_types::*;

    unsent_delegations (delegation_id) {
        delegation_id -> Int8,
        since -> Timestamptz,
    }
}

diesel::joinable!(access_review_refusals -> access_reviews (review_id));
diesel::joinable!(access_review_refusals -> people (person_id));
diesel::joinable!(access_review_refusals -> roles (role_id));
diesel::joinable!(access_reviews -> roles (role_id));
diesel::joinable!(access_reviews -> people (initiator_id));
diesel::joinable!(activity_history -> people (person_id));
diesel::joinable!(api_answers -> api_tokens (token_id));
diesel::joinable!(api_tokens -> people (created_by));
diesel::joinable!(assignable_roles -> people (person_id));
diesel::joinable!(assignable_roles -> roles (role_id));
diesel::joinable!(audit_in_name_of -> role_delegations (role_delegation_id));
diesel::joinable!(deliveries -> outbox (outbox_id));
diesel::joinable!(form_submissions -> people (person_id));
diesel::joinable!(grants -> roles (role_id));
diesel::joinable!(job_runs -> people (person_id));
diesel::joinable!(known_browsers -> people (person_id));
diesel::joinable!(notification_settings -> people (person_id));
diesel::joinable!(operation_items -> operations (operation_id));
diesel::joinable!(outbox -> people (person_id));
diesel::joinable!(outbox -> tasks (task_id));
diesel::joinable!(policies -> people (changed_by));
diesel::joinable!(policy_step_people -> policy_steps (step_id));
diesel::joinable!(policy_step_people -> people (person_id));
diesel::joinable!(policy_steps -> policies (policy_id));
diesel::joinable!(policy_steps -> roles (approver_role_id));
diesel::joinable!(policy_steps -> people (fallback_id));
diesel::joinable!(role_delegations -> roles (role_id));
diesel::joinable!(role_policies -> roles (role_id));
diesel::joinable!(role_privileges -> roles (role_id));
diesel::joinable!(role_provisioning_rule_roles -> role_provisioning_rules (rule_id));
diesel::joinable!(role_provisioning_rule_roles -> roles (role_id));
diesel::joinable!(role_provisioning_rules -> people (changed_by));
diesel::joinable!(role_requests -> role_delegations (delegation_id));
diesel::joinable!(role_requests -> grants (grant_id));
diesel::joinable!(roles -> people (changed_by));
diesel::joinable!(sessions -> people (person_id));
diesel::joinable!(slack_users -> people (person_id));
diesel::joinable!(task_assignments -> tasks (task_id));
diesel::joinable!(task_assignments -> roles (pool_role_id));
diesel::joinable!(task_decisions -> tasks (task_id));
diesel::joinable!(task_decisions -> people (decided_by));
diesel::joinable!(task_log -> tasks (task_id));
diesel::joinable!(tasks -> policies (policy_id));
diesel::joinable!(tasks -> roles (role_id));
diesel::joinable!(tasks -> access_reviews (access_review_id));

diesel::allow_tables_to_appear_in_same_query!(
    absences,
    access_review_refusals,
    access_reviews,
    activity_history,
    administrative_roles,
    api_answers,
    api_tokens,
    assignable_roles,
    audit_in_name_of,
    audit_log,
    audit_people,
    delegable_roles,
    delegation_rules,
    deliveries,
    delivery_channels,
    form_submissions,
    grants,
    job_runs,
    known_browsers,
    notification_settings,
    operation_items,
    operations,
    outbox,
    people,
    policies,
    policy_step_people,
    policy_steps,
    profile_values,
    provisioning_rules_of_people,
    role_delegations,
    role_policies,
    role_privileges,
    role_provisioning_rule_roles,
    role_provisioning_rules,
    role_requests,
    roles,
    schema_compatibility,
    sessions,
    shown_people,
    slack_users,
    task_assignments,
    task_decisions,
    task_log,
    tasks,
    unsent_delegations
);
