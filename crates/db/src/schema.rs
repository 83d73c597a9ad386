//! Made from the migrations: `LOCUM_UPDATE_SCHEMA=1 cargo xtask test schema`.
#![allow(missing_docs, reason = "the migrations say what each column means")]

diesel::table! {
    absences (id) {
        id -> Int8,
        person_id -> Int8,
        kind -> Text,
        starts_on -> Date,
        ends_on -> Date,
        state -> Text,
        recorded_by -> Int8,
        recorded_for -> Nullable<Int8>,
        recorded_at -> Timestamptz,
        decided_by -> Nullable<Int8>,
        decided_for -> Nullable<Int8>,
        decided_at -> Nullable<Timestamptz>,
        version -> Int4,
        form_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    access_review_refusals (review_id, person_id, role_id) {
        review_id -> Int8,
        person_id -> Int8,
        role_id -> Int8,
        reason -> Text,
    }
}

diesel::table! {
    access_reviews (id) {
        id -> Int8,
        form_id -> Uuid,
        role_id -> Nullable<Int8>,
        department -> Nullable<Text>,
        due_on -> Date,
        due_at -> Timestamptz,
        initiator_id -> Int8,
        started_at -> Timestamptz,
        operation_id -> Nullable<Uuid>,
        broken_off -> Nullable<Text>,
    }
}

diesel::table! {
    activity_history (person_id, until_at) {
        person_id -> Int8,
        until_at -> Timestamptz,
        disabled_at -> Nullable<Timestamptz>,
        active_from -> Nullable<Timestamptz>,
        active_until -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    api_answers (token_id, key) {
        token_id -> Int8,
        key -> Text,
        request_hash -> Bytea,
        answer -> Text,
        at -> Timestamptz,
    }
}

diesel::table! {
    api_tokens (id) {
        id -> Int8,
        name -> Text,
        hash -> Bytea,
        scopes -> Array<Text>,
        created_at -> Timestamptz,
        created_by -> Nullable<Int8>,
        last_used_at -> Nullable<Timestamptz>,
        revoked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    assignable_roles (person_id, role_id) {
        person_id -> Int8,
        role_id -> Int8,
    }
}

diesel::table! {
    audit_in_name_of (delegator_id, entry_id) {
        delegator_id -> Int8,
        entry_id -> Int8,
        proxy_id -> Int8,
        role_delegation_id -> Nullable<Int8>,
    }
}

diesel::table! {
    audit_log (id) {
        id -> Int8,
        at -> Timestamptz,
        actor_id -> Nullable<Int8>,
        on_behalf_of -> Nullable<Int8>,
        through -> Text,
        action -> Text,
        object_kind -> Text,
        object_id -> Text,
        concerns_id -> Nullable<Int8>,
        before -> Nullable<Jsonb>,
        after -> Nullable<Jsonb>,
        request_id -> Nullable<Text>,
        people -> Nullable<Array<Int8>>,
        client_request_id -> Nullable<Text>,
    }
}

diesel::table! {
    audit_people (person_id, action, at, entry_id) {
        person_id -> Int8,
        action -> Text,
        at -> Timestamptz,
        entry_id -> Int8,
    }
}

diesel::table! {
    delegation_rules (id) {
        id -> Int8,
        owner_id -> Int8,
        delegate_id -> Int8,
        kind -> Text,
        starts_on -> Nullable<Date>,
        ends_on -> Nullable<Date>,
        starts_at -> Timestamptz,
        ends_at -> Nullable<Timestamptz>,
        keep_copy -> Bool,
        saved_by -> Int8,
        saved_at -> Timestamptz,
        closed_by -> Nullable<Int8>,
        closed_at -> Nullable<Timestamptz>,
        owner_place -> Nullable<Text>,
        owner_department -> Nullable<Text>,
        delegate_place -> Nullable<Text>,
        delegate_department -> Nullable<Text>,
        delegate_may_leave -> Bool,
    }
}

diesel::table! {
    deliveries (outbox_id, channel) {
        outbox_id -> Int8,
        channel -> Text,
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
    delivery_channels (channel) {
        channel -> Text,
        paused_until -> Nullable<Timestamptz>,
        error -> Nullable<Text>,
    }
}

diesel::table! {
    form_submissions (id) {
        id -> Uuid,
        person_id -> Int8,
        outcome -> Jsonb,
        at -> Timestamptz,
    }
}

diesel::table! {
    grants (id) {
        id -> Int8,
        person_id -> Int8,
        role_id -> Int8,
        source -> Text,
        task_id -> Nullable<Uuid>,
        granted_by -> Nullable<Int8>,
        granted_at -> Timestamptz,
        revoked_by -> Nullable<Int8>,
        revoked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    job_runs (id) {
        id -> Int8,
        trigger -> Text,
        person_id -> Nullable<Int8>,
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
    known_browsers (id_hash, person_id) {
        id_hash -> Bytea,
        person_id -> Int8,
        signed_in_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    notification_settings (person_id) {
        person_id -> Int8,
        email -> Bool,
        slack -> Bool,
        version -> Int4,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    operation_items (operation_id, position) {
        operation_id -> Uuid,
        position -> Int4,
        task_id -> Uuid,
        step -> Nullable<Int2>,
        state -> Text,
        reason -> Nullable<Text>,
        field -> Nullable<Text>,
        attempts -> Int2,
        outcome -> Nullable<Text>,
    }
}

diesel::table! {
    operations (id) {
        id -> Uuid,
        kind -> Text,
        person_id -> Nullable<Int8>,
        on_behalf_of -> Nullable<Int8>,
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
        resumed_by -> Nullable<Int8>,
        resumed_through -> Nullable<Text>,
        resumed_request_id -> Nullable<Text>,
        resumed_client_request_id -> Nullable<Text>,
    }
}

diesel::table! {
    outbox (id) {
        id -> Int8,
        at -> Timestamptz,
        person_id -> Int8,
        event_key -> Text,
        event -> Jsonb,
        task_id -> Nullable<Uuid>,
        read_at -> Nullable<Timestamptz>,
        pending -> Bool,
    }
}

diesel::table! {
    people (id) {
        id -> Int8,
        username -> Text,
        display_name -> Text,
        email -> Nullable<Text>,
        manager_id -> Nullable<Int8>,
        department -> Nullable<Text>,
        job -> Nullable<Text>,
        location -> Nullable<Text>,
        hired_on -> Nullable<Date>,
        terminated_on -> Nullable<Date>,
        time_zone -> Nullable<Text>,
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
    policies (id) {
        id -> Int8,
        kind -> Text,
        name -> Text,
        is_default -> Bool,
        version -> Int4,
        changed_by -> Nullable<Int8>,
        changed_at -> Nullable<Timestamptz>,
        built_in -> Bool,
    }
}

diesel::table! {
    policy_step_people (step_id, person_id) {
        step_id -> Int8,
        position -> Int2,
        person_id -> Int8,
    }
}

diesel::table! {
    policy_steps (id) {
        id -> Int8,
        policy_id -> Int8,
        position -> Int2,
        approver -> Text,
        approver_role_id -> Nullable<Int8>,
        allow_delegation -> Bool,
        allow_self_approval -> Bool,
        distinct_approvers -> Bool,
        allow_reassignment -> Bool,
        reason_to_approve -> Bool,
        reason_to_deny -> Bool,
        fallback_id -> Nullable<Int8>,
    }
}

diesel::table! {
    profile_values (id) {
        id -> Int8,
        code -> Text,
        person_id -> Nullable<Int8>,
        value -> Text,
        version -> Int4,
        changed_by -> Nullable<Int8>,
        changed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    role_delegations (id) {
        id -> Int8,
        delegator_id -> Int8,
        proxy_id -> Int8,
        role_id -> Int8,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        not_after -> Nullable<Timestamptz>,
        created_by -> Int8,
        created_at -> Timestamptz,
        begun_at -> Nullable<Timestamptz>,
        ended_at -> Nullable<Timestamptz>,
        end_reason -> Nullable<Text>,
        cancelled_at -> Nullable<Timestamptz>,
        version -> Int4,
        form_id -> Nullable<Uuid>,
        through_end -> Bool,
    }
}

diesel::table! {
    role_policies (role_id, kind) {
        role_id -> Int8,
        kind -> Text,
        policy_id -> Int8,
    }
}

diesel::table! {
    role_privileges (role_id, privilege) {
        role_id -> Int8,
        privilege -> Text,
    }
}

diesel::table! {
    role_provisioning_rule_roles (rule_id, role_id) {
        rule_id -> Int8,
        role_id -> Int8,
        autoprovision -> Bool,
        requestable -> Bool,
        self_requestable -> Bool,
        provisionable -> Bool,
        provisionable_by_upgrade -> Bool,
    }
}

diesel::table! {
    role_provisioning_rules (id) {
        id -> Int8,
        name -> Text,
        department -> Nullable<Text>,
        job -> Nullable<Text>,
        location -> Nullable<Text>,
        is_manager -> Nullable<Bool>,
        version -> Int4,
        changed_by -> Nullable<Int8>,
        changed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    role_requests (id) {
        id -> Int8,
        kind -> Text,
        delegation_id -> Nullable<Int8>,
        grant_id -> Nullable<Int8>,
        due_at -> Timestamptz,
        state -> Text,
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
    roles (id) {
        id -> Int8,
        code -> Text,
        name -> Text,
        data_scope -> Text,
        built_in -> Bool,
        delegation_allowed -> Bool,
        version -> Int4,
        changed_by -> Nullable<Int8>,
        changed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    schema_compatibility (id) {
        id -> Bool,
        minimum_version -> Text,
    }
}

diesel::table! {
    sessions (id_hash) {
        id_hash -> Bytea,
        person_id -> Nullable<Int8>,
        data -> Jsonb,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    slack_users (person_id) {
        person_id -> Int8,
        email -> Text,
        user_id -> Text,
        found_at -> Timestamptz,
    }
}

diesel::table! {
    task_assignments (id) {
        id -> Int8,
        task_id -> Uuid,
        position -> Int2,
        person_id -> Nullable<Int8>,
        pool_role_id -> Nullable<Int8>,
        original_id -> Nullable<Int8>,
        path -> Array<Int8>,
        barred -> Array<Int8>,
        assigned_at -> Timestamptz,
        released_at -> Nullable<Timestamptz>,
        copies -> Array<Int8>,
    }
}

diesel::table! {
    task_decisions (id) {
        id -> Int8,
        task_id -> Uuid,
        position -> Int2,
        decision -> Text,
        decided_by -> Int8,
        decided_for -> Array<Int8>,
        reason -> Nullable<Text>,
        decided_at -> Timestamptz,
    }
}

diesel::table! {
    task_log (id) {
        id -> Int8,
        task_id -> Uuid,
        at -> Timestamptz,
        position -> Int2,
        actor_id -> Nullable<Int8>,
        on_behalf_of -> Nullable<Int8>,
        through -> Text,
        event -> Jsonb,
        people -> Array<Int8>,
    }
}

diesel::table! {
    tasks (id) {
        id -> Uuid,
        kind -> Text,
        policy_id -> Nullable<Int8>,
        policy_name -> Text,
        title -> Text,
        subject_id -> Int8,
        requester_id -> Nullable<Int8>,
        initiator_id -> Nullable<Int8>,
        role_id -> Nullable<Int8>,
        grant_id -> Nullable<Int8>,
        reason -> Nullable<Text>,
        external_ref -> Nullable<Text>,
        steps -> Jsonb,
        position -> Int2,
        state -> Text,
        created_at -> Timestamptz,
        closed_at -> Nullable<Timestamptz>,
        version -> Int4,
        access_review_id -> Nullable<Int8>,
        role_change -> Nullable<Jsonb>,
        one_at_a_time -> Nullable<Bool>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    absences,
    access_review_refusals,
    access_reviews,
    activity_history,
    api_answers,
    api_tokens,
    assignable_roles,
    audit_in_name_of,
    audit_log,
    audit_people,
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
    role_delegations,
    role_policies,
    role_privileges,
    role_provisioning_rule_roles,
    role_provisioning_rules,
    role_requests,
    roles,
    schema_compatibility,
    sessions,
    slack_users,
    task_assignments,
    task_decisions,
    task_log,
    tasks
);
