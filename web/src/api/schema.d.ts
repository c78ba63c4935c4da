// Generated from tests/golden/openapi.json by `npm run types`. Do not edit.
// sha256 eb3a096171c08170e4d7e7fe36133c0c9a67d2de3161ad52a40a02605dd286f1

export interface paths {
    "/api/v1/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The alerts, newest first. */
        get: operations["alerts.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/{id}/closures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Close an alert. */
        post: operations["alerts.close"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The cases that the caller may know of. */
        get: operations["cases.list"];
        put?: never;
        /** Open a case. */
        post: operations["cases.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A case. */
        get: operations["cases.view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened in a case, newest first. */
        get: operations["cases.activity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}/certificate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The signed certificate that a case's keys were destroyed. */
        get: operations["cases.certificate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}/closures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Close a case. Its keys are destroyed when the retention is over. */
        post: operations["cases.close"];
        /** Open a closed case again. */
        delete: operations["cases.reopen"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}/detection": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What inspection of a case looks for. */
        get: operations["cases.detection"];
        put?: never;
        /** Say what inspection of a case does not look for. Its files are inspected again. */
        post: operations["cases.set_detection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The files of a case with their newest versions. */
        get: operations["cases.files"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}/holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hold a case, so that retention does not destroy its keys. */
        post: operations["cases.hold"];
        /** Release the hold. */
        delete: operations["cases.release_hold"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Assign a person. */
        post: operations["cases.add_member"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}/members/{user}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take a person off a case. */
        delete: operations["cases.remove_member"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The credentials found in a case: which kind, where, and whether each was replaced. */
        get: operations["secrets.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}/send-links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The send links of a case. */
        get: operations["send-links.list"];
        put?: never;
        /** Send files to a contact. The answer holds the link. */
        post: operations["send-links.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{id}/upload-requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The upload requests of a case. */
        get: operations["upload-requests.list"];
        put?: never;
        /** Ask a contact for files. The answer holds the link. */
        post: operations["upload-requests.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The customers. */
        get: operations["customers.list"];
        put?: never;
        /** Add a customer. */
        post: operations["customers.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{id}/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add a contact of a customer. */
        post: operations["customers.add_contact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Versions in which something was found, oldest first. */
        get: operations["findings.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/freezes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The freezes. */
        get: operations["freezes.list"];
        put?: never;
        /** Freeze a user at once: sessions, tokens and open streams end. */
        post: operations["freezes.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/freezes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Release a freeze. */
        delete: operations["freezes.release"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest signed checkpoint. */
        get: operations["ledger.checkpoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The entries, newest first. */
        get: operations["ledger.entries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/entries/{index}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One entry. */
        get: operations["ledger.entry"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/entries/{index}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The proof that an entry is in the ledger. */
        get: operations["ledger.proof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/verifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Recompute the whole ledger from its stored bytes. */
        post: operations["ledger.verify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/links/request": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What an upload request asks for, and what was sent through it. Takes the header `Coffer-Link`. */
        post: operations["links.request"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/links/request/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The credentials that were found in what was sent through an upload request, to be replaced. Looking at the list counts as
         *     having been told. Takes the header `Coffer-Link`.
         */
        post: operations["links.secrets"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/links/request/secrets/{id}/rotations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say that one of those was replaced. Takes the header `Coffer-Link`. */
        post: operations["links.rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/links/send": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a send link is, without the names of its files. Takes the header `Coffer-Link`. */
        post: operations["links.send"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/links/send/codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mail a code to the recipient of a send link. Takes the header `Coffer-Link`. */
        post: operations["links.send_code"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/links/send/items/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Take a file. Takes the headers `Coffer-Link` and `Coffer-Link-Session`, `Range` and `If-Range`. */
        get: operations["links.take"];
        put?: never;
        /** Take a file by a plain form with the fields `link` and `session`, so that the browser saves it by itself. */
        post: operations["links.take_by_form"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/links/send/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Prove with the mailed code or the passphrase, and see the files. Takes the header `Coffer-Link`. */
        post: operations["links.prove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who the caller is. */
        get: operations["me.view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/passkeys/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Finish enrolling a passkey. */
        post: operations["me.passkey_finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/passkeys/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin to enrol a passkey. */
        post: operations["me.passkey_start"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/proof/code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Prove presence again with a one-time code. The session gets a new secret. */
        post: operations["me.prove_code"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/proof/passkey/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Finish proving presence with a passkey. The session gets a new secret. */
        post: operations["me.prove_passkey_finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/proof/passkey/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin to prove presence again with a passkey. */
        post: operations["me.prove_passkey_start"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/totp/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Finish enrolling an authenticator app. The session then counts as multi-factor. */
        post: operations["me.totp_finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/totp/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin to enrol an authenticator app. */
        post: operations["me.totp_start"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The policy in force, as text. */
        get: operations["policies.text"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies/explanations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Why somebody may or may not do something, without doing it. */
        post: operations["policies.explain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secrets/{id}/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Record that the customer was told of a credential. */
        post: operations["secrets.tell"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secrets/{id}/rotations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Record that a credential was replaced. */
        post: operations["secrets.rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/send-links/{id}/revocations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a send link early. */
        post: operations["send-links.revoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End the session. */
        delete: operations["me.sign_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** See what a setup link is for. Does not use it up. */
        post: operations["setup.view"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup/passkey/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Finish enrolling the first passkey. Uses the link up and opens a session. */
        post: operations["setup.passkey_finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup/passkey/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin to enrol the account's first passkey. Does not use the link up yet. */
        post: operations["setup.passkey_start"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Choose a password. Uses the link up and opens a session in which a second factor can be enrolled. */
        post: operations["setup.password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with a one-time link from the console of the server. */
        post: operations["sign-in.link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in/passkey/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Finish signing in with a passkey. */
        post: operations["sign-in.passkey_finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in/passkey/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin to sign in with a passkey. */
        post: operations["sign-in.passkey_start"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with a password, and with the code of an authenticator app where one is enrolled. */
        post: operations["sign-in.password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/snapshots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The snapshots, newest first. */
        get: operations["snapshots.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's tokens, without their secrets. */
        get: operations["tokens.list"];
        put?: never;
        /** Make a token. Its secret is shown this once. */
        post: operations["tokens.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a token. */
        delete: operations["tokens.revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trainings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The modules, without their answers. */
        get: operations["trainings.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trainings/{module}/attempts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Answer the questions of a module. */
        post: operations["trainings.attempt"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/upload-requests/{id}/revocations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End an upload request early. */
        post: operations["upload-requests.revoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin an upload, with its first bytes or without. `Location` says where to continue. */
        post: operations["uploads.create"];
        delete?: never;
        /** What this server speaks. */
        options: operations["uploads.options"];
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The same acts for clients behind proxies that know only GET and POST: `X-HTTP-Method-Override` names the one meant. */
        post: operations["uploads.overridden"];
        /** Give an unfinished upload up. What arrived is destroyed. */
        delete: operations["uploads.discard"];
        options?: never;
        /** How far an upload is. */
        head: operations["uploads.status"];
        /** Continue an upload from `Upload-Offset`. */
        patch: operations["uploads.append"];
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The users. */
        get: operations["users.list"];
        put?: never;
        /** Add a user. The answer holds a setup link to hand to the person. */
        post: operations["users.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change a user's department, roles, rights or state. */
        patch: operations["users.change"];
        trace?: never;
    };
    "/api/v1/users/{id}/setup-links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a new setup link for a user. */
        post: operations["users.setup_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/versions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A version with what the caller may do with it. */
        get: operations["versions.view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/versions/{id}/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approve a version that could not be inspected. */
        post: operations["versions.approve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/versions/{id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download a version as it was received. Takes `Range` and `If-Range`. */
        get: operations["versions.download"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        /** What a download would come with. Opens nothing. */
        head: operations["versions.download_head"];
        patch?: never;
        trace?: never;
    };
    "/api/v1/versions/{id}/findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What inspection found, in numbers. */
        get: operations["versions.findings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/versions/{id}/lines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lines of the masked view. */
        get: operations["versions.lines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/versions/{id}/lines/{n}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One long line of the masked view, from a byte on. */
        get: operations["versions.line"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/versions/{id}/masked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download the masked text of a version. */
        get: operations["versions.masked"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/versions/{id}/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Errors, warnings and masked spans over the whole view. */
        get: operations["versions.overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/versions/{id}/receipt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The signed receipt of a received version. Its sender may fetch it too. */
        get: operations["versions.receipt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/versions/{id}/releases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let a version go out although values were found in it that the customer did not send. */
        post: operations["versions.release"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/versions/{id}/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Search the masked view. The answer is one JSON object per line, as hits are found. */
        post: operations["versions.search"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/versions/{id}/unmaskings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** See the value behind one masked span. */
        post: operations["versions.unmask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/versions/{id}/withdrawals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Withdraw a version: its key is destroyed. Its sender may do so before anybody saw it. */
        post: operations["versions.withdraw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description An alert. */
        Alert: {
            /** @description Who it is about: an actor id. */
            actor: string;
            /** @description Their name, for those who may know it. */
            actor_name?: string | null;
            /**
             * Format: int64
             * @description Raised, Unix milliseconds.
             */
            at: number;
            /** @description Case id. */
            case?: string | null;
            /** @description Ledger entries that led to it. */
            entries: number[];
            /** @description The freeze that it caused, if any. */
            freeze?: string | null;
            /** @description Alert id. */
            id: string;
            /** @description `low`, `medium`, `high` or `critical`. */
            level: string;
            /** @description What was done: `notify` or `freeze_actor`. */
            response: string;
            /** @description Rule id. */
            rule: string;
            /** @description `open` or `closed`. */
            state: string;
            /** @description Title of the rule. */
            title: string;
        };
        /** @description A member of an archive as inspection saw it. */
        ArchiveMember: {
            /** @description Findings by class. */
            findings: components["schemas"]["ClassCount"][];
            /** @description Path inside the archive, levels separated by `!/`. */
            path: string;
            /** @description Why it was not inspected. */
            reason?: string | null;
            /**
             * Format: int64
             * @description Size in bytes.
             */
            size_bytes: number;
            /** @description `inspected` or `not-inspected`. */
            state: string;
        };
        /** @description `POST /api/v1/trainings/{module}/attempts`. */
        Attempt: {
            /** @description The index of the chosen answer for each question. */
            answers: number[];
        };
        /** @description The result of an attempt. */
        AttemptResult: {
            /**
             * Format: int32
             * @description Questions asked.
             */
            asked: number;
            /**
             * Format: int32
             * @description Right answers.
             */
            correct: number;
            /** @description Whether it was passed. */
            passed: boolean;
            /**
             * Format: int64
             * @description Until when the attestation is valid, Unix milliseconds.
             */
            valid_until?: number | null;
        };
        /** @description One bucket of the overview. */
        Bucket: {
            /**
             * Format: int64
             * @description Lines that say error.
             */
            errors: number;
            /**
             * Format: int64
             * @description Masked spans.
             */
            spans: number;
            /**
             * Format: int64
             * @description Lines that say warning.
             */
            warnings: number;
        };
        /** @description A case in a list, and the head of its page. */
        Case: {
            /** @description Classes of findings over all its files. */
            classes: string[];
            /**
             * Format: int64
             * @description Closed, Unix milliseconds.
             */
            closed_at?: number | null;
            /** @description Customer id. */
            customer: string;
            /** @description Customer name; empty once shredded. */
            customer_name: string;
            /**
             * Format: int64
             * @description When its keys are destroyed, Unix milliseconds; set when it is closed.
             */
            delete_after?: number | null;
            /**
             * Format: int32
             * @description Files in it.
             */
            files: number;
            /** @description Whether a hold keeps it from being shredded. */
            held: boolean;
            /** @description Case id. */
            id: string;
            /**
             * Format: int64
             * @description Number, as people say it.
             */
            number: number;
            /**
             * Format: int64
             * @description Opened, Unix milliseconds.
             */
            opened_at: number;
            /** @description Who opened it. */
            opened_by: string;
            /** @description `open`, `closed` or `shredded`. */
            state: string;
            /** @description Subject; empty once the case is shredded. */
            subject: string;
        };
        /** @description What inspection of a case looks for: `GET /api/v1/cases/{id}/detection`. */
        CaseDetection: {
            /** @description Every detector. */
            detectors: components["schemas"]["DetectorState"][];
            /**
             * @description Classes, and detectors of other classes, that were switched off and are looked for all the same: the deployment keeps
             *     them on since.
             */
            overruled: string[];
            /** @description Why. */
            reason?: string | null;
            /** @description The hash of the rules that follow, hex. */
            ruleset: string;
            /**
             * Format: int64
             * @description When, Unix milliseconds.
             */
            set_at?: number | null;
            /** @description Who set the switches; nobody did when everything is looked for. */
            set_by?: string | null;
            /**
             * Format: int64
             * @description Versions of the case that other rules inspected last, and that wait to be inspected again.
             */
            stale: number;
        };
        /** @description `GET /api/v1/cases/{id}`. */
        CaseView: components["schemas"]["Case"] & {
            /** @description Contacts of its customer. */
            contacts: components["schemas"]["Contact"][];
            /** @description Who is assigned, and so who can see the files. */
            members: components["schemas"]["Member"][];
            /**
             * Format: int64
             * @description How long files are kept after the case closes, in seconds.
             */
            retention_seconds: number;
            /** @description Classes, and detectors of other classes, that inspection of this case does not look for. */
            switched_off: string[];
        };
        /** @description A WebAuthn ceremony that was begun: `POST /api/v1/sign-in/passkey/start`, `…/me/passkeys/start`, `…/me/proof/passkey/start`. */
        Ceremony: {
            /** @description Names the ceremony in the finishing request. */
            ceremony: string;
            /** @description Options in the form that `parseCreationOptionsFromJSON` / `parseRequestOptionsFromJSON` take (the `publicKey` member). */
            public_key: Record<string, never>;
        };
        /** @description The answer of an authenticator: the finishing request of a ceremony. */
        CeremonyAnswer: {
            /** @description The ceremony that this answers. */
            ceremony: string;
            /** @description What `PublicKeyCredential.toJSON()` gives. */
            credential: Record<string, never>;
            /** @description A label for a new passkey, such as "Work laptop". */
            label?: string | null;
        };
        /** @description The certificate that a case's keys were destroyed: `GET /api/v1/cases/{id}/certificate`. */
        Certificate: {
            /** @description The deployment's public key, base64. */
            key: string;
            /** @description Ed25519 signature over the statement, base64. */
            signature: string;
            /** @description The statement, exactly as signed: canonical JSON. */
            statement: string;
        };
        /** @description A count by class. */
        ClassCount: {
            /** @description Class. */
            class: string;
            /**
             * Format: int64
             * @description How many.
             */
            count: number;
        };
        /**
         * @description A stable problem code. Clients branch on it; the texts beside it may change.
         * @enum {string}
         */
        Code: "SignInRequired" | "SignInFailed" | "StepUpRequired" | "Denied" | "NotFound" | "Conflict" | "OffsetMismatch" | "LinkEnded" | "Invalid" | "InvalidName" | "TooLarge" | "ChecksumMismatch" | "TooManyRequests" | "NotReady" | "RangeNotSatisfiable" | "UnsupportedVersion" | "Integrity" | "Unavailable" | "Full" | "Bug";
        /** @description `POST /api/v1/me/proof/code`: fresh proof with a one-time code. */
        CodeProof: {
            /** @description Six digits. */
            code: string;
        };
        /** @description A person at a customer. */
        Contact: {
            /** @description E-mail address. */
            email: string;
            /** @description Contact id. */
            id: string;
            /** @description Name. */
            name: string;
        };
        /** @description The answer to `POST /api/v1/tokens`. */
        CreatedToken: {
            /** @description Its secret, shown once. Sent as `Authorization: Bearer …`. */
            secret: string;
            /** @description The token. */
            token: components["schemas"]["Token"];
        };
        /** @description The answer to `POST /api/v1/users`. */
        CreatedUser: {
            /** @description A one-time setup link to hand to the person, valid for 24 hours. */
            setup_link: string;
            /** @description The user. */
            user: components["schemas"]["User"];
        };
        /** @description An organisation that is helped. */
        Customer: {
            /** @description Its contacts. */
            contacts: components["schemas"]["Contact"][];
            /** @description Customer id. */
            id: string;
            /** @description Name. */
            name: string;
        };
        /** @description A count by detector. */
        DetectorCount: {
            /** @description Class. */
            class: string;
            /**
             * Format: int64
             * @description How many.
             */
            count: number;
            /** @description Detector id. */
            detector: string;
        };
        /** @description A detector and its switch. */
        DetectorState: {
            /** @description Whether no case switches it off. */
            always: boolean;
            /** @description The class of what it finds. */
            class: string;
            /** @description What that is. */
            description: string;
            /** @description Its id. */
            id: string;
            /** @description Whether it is on in this case. */
            on: boolean;
        };
        /** @description The answer to a finished enrolment. */
        Enrolled: {
            /** @description Recovery codes, shown once; empty when there are some already. */
            recovery_codes: string[];
        };
        /** @description `POST /api/v1/policies/explanations`. */
        ExplainRequest: {
            /** @description Action, such as `file.download`. */
            action: string;
            /** @description Who: a user id or e-mail address. */
            actor: string;
            /** @description The thing: a case, file or version id, or nothing. */
            target?: string | null;
        };
        /** @description Why a decision falls as it does. */
        Explanation: {
            /** @description Stable code. */
            code: string;
            /** @description `allow` or `deny`. */
            decision: string;
            /** @description What to do next. */
            next: string;
            /** @description Determining policies. */
            policies: components["schemas"]["PolicyReason"][];
            /** @description The sentence for a person. */
            text: string;
        };
        /** @description A file of a case with its newest version. */
        File: {
            /** @description Case id. */
            case: string;
            /** @description File id. */
            id: string;
            /** @description Name, folders included. */
            name: string;
            /** @description The newest version. */
            version: components["schemas"]["Version"];
            /**
             * Format: int32
             * @description How many versions there are.
             */
            versions: number;
        };
        /** @description Findings of a version by detector: `GET /api/v1/versions/{id}/findings`. */
        Findings: {
            /** @description Counts by detector. */
            detectors: components["schemas"]["DetectorCount"][];
            /** @description Members of an archive. */
            members: components["schemas"]["ArchiveMember"][];
            /** @description The hash of the rules that found them, hex. */
            ruleset?: string | null;
        };
        /** @description A version in which something was found: a row of `GET /api/v1/findings`. */
        FoundIn: {
            /** @description Case id. */
            case: string;
            /**
             * Format: int64
             * @description Case number.
             */
            case_number: number;
            /** @description What was found, of what was asked for. */
            detectors: components["schemas"]["DetectorCount"][];
            /** @description File id. */
            file: string;
            /** @description Name, folders included. */
            name: string;
            /**
             * Format: int32
             * @description Version number, 1 for the first.
             */
            number: number;
            /** @description The hash of the rules that found it, hex. */
            ruleset?: string | null;
            /** @description Version id. */
            version: string;
        };
        /** @description A freeze of an actor. */
        Freeze: {
            /** @description Actor id. */
            actor: string;
            /** @description Their name, for those who may know it. */
            actor_name?: string | null;
            /**
             * Format: int64
             * @description When, Unix milliseconds.
             */
            created_at: number;
            /** @description Who or what froze. */
            created_by: string;
            /** @description Freeze id. */
            id: string;
            /** @description Rule id or `manual`. */
            reason: string;
            /**
             * Format: int64
             * @description Released, Unix milliseconds.
             */
            released_at?: number | null;
            /** @description By whom. */
            released_by?: string | null;
        };
        /** @description A checkpoint: `GET /api/v1/ledger/checkpoint`. */
        LedgerCheckpoint: {
            /** @description The verifier key of the note, `name+id+key`. */
            key: string;
            /** @description The signed note. */
            note: string;
            /**
             * Format: int64
             * @description Entries covered.
             */
            size: number;
        };
        /** @description An entry of the ledger, as the explorer shows it. */
        LedgerEntry: {
            /** @description The entry exactly as hashed. */
            entry: Record<string, never>;
            /**
             * Format: int64
             * @description Index.
             */
            index: number;
            /** @description Leaf hash, hex. */
            leaf: string;
            /** @description Names of the actor and such, for those who may know them. */
            names: {
                [key: string]: string;
            };
        };
        /** @description A proof: `GET /api/v1/ledger/entries/{index}/proof`. */
        LedgerProof: {
            /** @description The checkpoint that it leads to. */
            checkpoint: string;
            /** @description The entry's bytes, base64. */
            entry: string;
            /**
             * Format: int64
             * @description Index of the entry.
             */
            index: number;
            /** @description The inclusion proof, base64 hashes from the leaf up. */
            proof: string[];
        };
        /** @description The result of a verification: `POST /api/v1/ledger/verifications`. */
        LedgerVerification: {
            /**
             * Format: int64
             * @description Checkpoints checked.
             */
            checkpoints: number;
            /**
             * Format: int64
             * @description Entries recomputed.
             */
            entries: number;
            /** @description What does not, in words that name the entry. */
            faults: string[];
            /** @description Whether everything agrees. */
            ok: boolean;
            /** @description Root, hex. */
            root: string;
        };
        /** @description One line. */
        Line: {
            /** @description Whether the line goes on beyond what is shown. */
            more?: boolean;
            /**
             * Format: int64
             * @description Number, 1 for the first.
             */
            n: number;
            /** @description Its pieces in order. */
            pieces: components["schemas"]["Piece"][];
            /** @description `error`, `warn`, `info`, `debug`, where the line says so. */
            severity?: string | null;
        };
        /** @description Lines of the masked view: `GET /api/v1/versions/{id}/lines?from=&count=`. */
        Lines: {
            /** @description The lines asked for. */
            lines: components["schemas"]["Line"][];
            /**
             * Format: int64
             * @description Lines in the whole view.
             */
            total: number;
        };
        /** @description `POST /api/v1/sign-in/link`: a one-time link from the console or the demonstration. */
        LinkSignIn: {
            /** @description The secret of the link. */
            secret: string;
        };
        /** @description A credential found in a case. Equal values are one; the value itself is nowhere. */
        LiveSecret: {
            /**
             * Format: int64
             * @description How often it occurs.
             */
            count: number;
            /** @description Detector. */
            detector: string;
            /**
             * Format: int64
             * @description First found, Unix milliseconds.
             */
            first_seen_at: number;
            /** @description Its id. */
            id: string;
            /** @description What kind of credential it is, in words. */
            kind: string;
            /** @description Where it stands: the first places. */
            places: components["schemas"]["SecretPlace"][];
            /**
             * Format: int64
             * @description When, Unix milliseconds.
             */
            rotated_at?: number | null;
            /** @description Who said that it was replaced. */
            rotated_by?: string | null;
            /** @description `found`, `told` or `rotated`. */
            state: string;
            /** @description The token that stands for it in masked text. */
            token: string;
            /**
             * Format: int64
             * @description When, Unix milliseconds.
             */
            told_at?: number | null;
            /** @description Who told the customer; "a contact" where they looked for themselves. */
            told_by?: string | null;
        };
        /** @description Whether an action is open to the caller on this version. */
        May: {
            /** @description Action, such as `file.download`. */
            action: string;
            /** @description Whether it is allowed. */
            allowed: boolean;
            /** @description The policy's code, when it is not; `step-up` means that a fresh proof opens it. */
            code?: string | null;
            /** @description The policy's sentence, when it is not. */
            why_not?: string | null;
        };
        /** @description `GET /api/v1/me`, and the answer of every finished sign-in. The session itself travels in a cookie. */
        Me: {
            /** @description `none`, `single`, `multi` or `passkey`. */
            assurance: string;
            /** @description Whether this is the demonstration. */
            demo: boolean;
            /** @description Department, such as `customer-success`. */
            department: string;
            /** @description E-mail address. */
            email: string;
            /**
             * Format: int64
             * @description When the session ends, Unix milliseconds.
             */
            expires_at: number;
            /** @description Whether the account is frozen. */
            frozen: boolean;
            /** @description Whether an authenticator app is enrolled. */
            has_totp: boolean;
            /** @description User id. */
            id: string;
            /** @description Name. */
            name: string;
            /** @description Name of the organisation. */
            organisation: string;
            /**
             * Format: int32
             * @description Number of passkeys.
             */
            passkeys: number;
            /**
             * Format: int64
             * @description When the person last proved presence with several factors, Unix milliseconds.
             */
            proved_at?: number | null;
            /** @description Rights on content: any of `view`, `unmask`, `original`, `download`, `modify`, `send`. */
            rights: string[];
            /** @description Roles. */
            roles: string[];
            /**
             * Format: int64
             * @description Until when the training is valid, Unix milliseconds.
             */
            training_valid_until?: number | null;
        };
        /** @description A person assigned to a case. */
        Member: {
            /** @description User id. */
            id: string;
            /** @description Name. */
            name: string;
            /** @description Roles. */
            roles: string[];
        };
        /** @description `POST /api/v1/cases`. */
        NewCase: {
            /** @description Customer id. */
            customer: string;
            /**
             * Format: int64
             * @description How long files are kept after the case closes, in seconds; the deployment's default without it.
             */
            retention_seconds?: number | null;
            /** @description Subject. */
            subject: string;
        };
        /** @description `POST /api/v1/customers/{id}/contacts`. */
        NewContact: {
            /** @description E-mail address. */
            email: string;
            /** @description Name. */
            name: string;
        };
        /** @description `POST /api/v1/customers`. */
        NewCustomer: {
            /** @description Name. */
            name: string;
        };
        /** @description `POST /api/v1/cases/{id}/detection`: what stands here replaces what was set before. What nothing names is on. */
        NewDetection: {
            /** @description Classes that are off. */
            classes_off?: string[];
            /** @description Detectors that are off, by id. */
            off?: string[];
            /** @description Detectors that are on although their class is off, by id. */
            on?: string[];
            /** @description Why. */
            reason: string;
        };
        /** @description `POST /api/v1/freezes`. */
        NewFreeze: {
            /** @description User id. */
            user: string;
        };
        /** @description `POST /api/v1/cases/{id}/holds`. */
        NewHold: {
            /** @description Why. */
            reason: string;
        };
        /** @description `POST /api/v1/cases/{id}/members`. */
        NewMember: {
            /** @description User id. */
            user: string;
        };
        /** @description `POST /api/v1/versions/{id}/releases`. */
        NewRelease: {
            /** @description Why the file may go out with what was found in it. */
            reason: string;
        };
        /** @description `POST /api/v1/cases/{id}/send-links`. */
        NewSendLink: {
            /** @description E-mail address of the recipient, who must be a contact of the case's customer. */
            email: string;
            /**
             * Format: int32
             * @description How often a file may be taken in all.
             */
            max_takes: number;
            /** @description `email_code` or `passphrase`. */
            mode: string;
            /** @description A note to the recipient. */
            note?: string;
            /** @description The passphrase to tell the recipient by another way; for mode `passphrase`. */
            passphrase?: string | null;
            /**
             * Format: int32
             * @description Life in seconds: one minute to 90 days.
             */
            ttl_seconds: number;
            /** @description Version ids to send. */
            versions: string[];
        };
        /** @description `POST /api/v1/tokens`. */
        NewToken: {
            /** @description What it is for. */
            label: string;
            /** @description Actions that it may be used for, such as `file.download`; empty means all that its owner may do. */
            scope?: string[];
            /**
             * Format: int32
             * @description Life in seconds, at most 90 days.
             */
            ttl_seconds: number;
        };
        /** @description `POST /api/v1/versions/{id}/unmaskings`. */
        NewUnmasking: {
            /** @description Why the value is needed. */
            reason: string;
            /**
             * Format: int64
             * @description Number of the span.
             */
            span: number;
        };
        /** @description `POST /api/v1/cases/{id}/upload-requests`. */
        NewUploadRequest: {
            /** @description Contact id, when it is for one person. */
            contact?: string | null;
            /**
             * Format: int64
             * @description Bytes that may be sent in all.
             */
            max_bytes: number;
            /**
             * Format: int32
             * @description Files that may be sent.
             */
            max_files: number;
            /** @description What to send, in the agent's words. */
            note: string;
            /**
             * Format: int32
             * @description Life in seconds: one minute to 90 days.
             */
            ttl_seconds: number;
        };
        /** @description `POST /api/v1/users`. */
        NewUser: {
            /** @description Department. */
            department: string;
            /** @description E-mail address. */
            email: string;
            /** @description Name. */
            name: string;
            /** @description Rights; by default those that go with the roles. */
            rights?: string[] | null;
            /** @description Roles. */
            roles: string[];
        };
        /** @description Overview of the whole view: `GET /api/v1/versions/{id}/overview?buckets=`. */
        Overview: {
            /** @description The buckets, from the first line on. */
            buckets: components["schemas"]["Bucket"][];
            /**
             * Format: int64
             * @description Lines in the whole view.
             */
            lines: number;
            /**
             * Format: int64
             * @description Lines in a bucket.
             */
            lines_per_bucket: number;
        };
        /** @description One page of a list. */
        Page_Alert: {
            /** @description The rows, in the order of the list. */
            items: {
                /** @description Who it is about: an actor id. */
                actor: string;
                /** @description Their name, for those who may know it. */
                actor_name?: string | null;
                /**
                 * Format: int64
                 * @description Raised, Unix milliseconds.
                 */
                at: number;
                /** @description Case id. */
                case?: string | null;
                /** @description Ledger entries that led to it. */
                entries: number[];
                /** @description The freeze that it caused, if any. */
                freeze?: string | null;
                /** @description Alert id. */
                id: string;
                /** @description `low`, `medium`, `high` or `critical`. */
                level: string;
                /** @description What was done: `notify` or `freeze_actor`. */
                response: string;
                /** @description Rule id. */
                rule: string;
                /** @description `open` or `closed`. */
                state: string;
                /** @description Title of the rule. */
                title: string;
            }[];
            /** @description Pass as `after` to get the next page; absent on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Page_Case: {
            /** @description The rows, in the order of the list. */
            items: {
                /** @description Classes of findings over all its files. */
                classes: string[];
                /**
                 * Format: int64
                 * @description Closed, Unix milliseconds.
                 */
                closed_at?: number | null;
                /** @description Customer id. */
                customer: string;
                /** @description Customer name; empty once shredded. */
                customer_name: string;
                /**
                 * Format: int64
                 * @description When its keys are destroyed, Unix milliseconds; set when it is closed.
                 */
                delete_after?: number | null;
                /**
                 * Format: int32
                 * @description Files in it.
                 */
                files: number;
                /** @description Whether a hold keeps it from being shredded. */
                held: boolean;
                /** @description Case id. */
                id: string;
                /**
                 * Format: int64
                 * @description Number, as people say it.
                 */
                number: number;
                /**
                 * Format: int64
                 * @description Opened, Unix milliseconds.
                 */
                opened_at: number;
                /** @description Who opened it. */
                opened_by: string;
                /** @description `open`, `closed` or `shredded`. */
                state: string;
                /** @description Subject; empty once the case is shredded. */
                subject: string;
            }[];
            /** @description Pass as `after` to get the next page; absent on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Page_Customer: {
            /** @description The rows, in the order of the list. */
            items: {
                /** @description Its contacts. */
                contacts: components["schemas"]["Contact"][];
                /** @description Customer id. */
                id: string;
                /** @description Name. */
                name: string;
            }[];
            /** @description Pass as `after` to get the next page; absent on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Page_File: {
            /** @description The rows, in the order of the list. */
            items: {
                /** @description Case id. */
                case: string;
                /** @description File id. */
                id: string;
                /** @description Name, folders included. */
                name: string;
                /** @description The newest version. */
                version: components["schemas"]["Version"];
                /**
                 * Format: int32
                 * @description How many versions there are.
                 */
                versions: number;
            }[];
            /** @description Pass as `after` to get the next page; absent on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Page_FoundIn: {
            /** @description The rows, in the order of the list. */
            items: {
                /** @description Case id. */
                case: string;
                /**
                 * Format: int64
                 * @description Case number.
                 */
                case_number: number;
                /** @description What was found, of what was asked for. */
                detectors: components["schemas"]["DetectorCount"][];
                /** @description File id. */
                file: string;
                /** @description Name, folders included. */
                name: string;
                /**
                 * Format: int32
                 * @description Version number, 1 for the first.
                 */
                number: number;
                /** @description The hash of the rules that found it, hex. */
                ruleset?: string | null;
                /** @description Version id. */
                version: string;
            }[];
            /** @description Pass as `after` to get the next page; absent on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Page_Freeze: {
            /** @description The rows, in the order of the list. */
            items: {
                /** @description Actor id. */
                actor: string;
                /** @description Their name, for those who may know it. */
                actor_name?: string | null;
                /**
                 * Format: int64
                 * @description When, Unix milliseconds.
                 */
                created_at: number;
                /** @description Who or what froze. */
                created_by: string;
                /** @description Freeze id. */
                id: string;
                /** @description Rule id or `manual`. */
                reason: string;
                /**
                 * Format: int64
                 * @description Released, Unix milliseconds.
                 */
                released_at?: number | null;
                /** @description By whom. */
                released_by?: string | null;
            }[];
            /** @description Pass as `after` to get the next page; absent on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Page_LedgerEntry: {
            /** @description The rows, in the order of the list. */
            items: {
                /** @description The entry exactly as hashed. */
                entry: Record<string, never>;
                /**
                 * Format: int64
                 * @description Index.
                 */
                index: number;
                /** @description Leaf hash, hex. */
                leaf: string;
                /** @description Names of the actor and such, for those who may know them. */
                names: {
                    [key: string]: string;
                };
            }[];
            /** @description Pass as `after` to get the next page; absent on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Page_LiveSecret: {
            /** @description The rows, in the order of the list. */
            items: {
                /**
                 * Format: int64
                 * @description How often it occurs.
                 */
                count: number;
                /** @description Detector. */
                detector: string;
                /**
                 * Format: int64
                 * @description First found, Unix milliseconds.
                 */
                first_seen_at: number;
                /** @description Its id. */
                id: string;
                /** @description What kind of credential it is, in words. */
                kind: string;
                /** @description Where it stands: the first places. */
                places: components["schemas"]["SecretPlace"][];
                /**
                 * Format: int64
                 * @description When, Unix milliseconds.
                 */
                rotated_at?: number | null;
                /** @description Who said that it was replaced. */
                rotated_by?: string | null;
                /** @description `found`, `told` or `rotated`. */
                state: string;
                /** @description The token that stands for it in masked text. */
                token: string;
                /**
                 * Format: int64
                 * @description When, Unix milliseconds.
                 */
                told_at?: number | null;
                /** @description Who told the customer; "a contact" where they looked for themselves. */
                told_by?: string | null;
            }[];
            /** @description Pass as `after` to get the next page; absent on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Page_SendLink: {
            /** @description The rows, in the order of the list. */
            items: {
                /**
                 * Format: int64
                 * @description Created, Unix milliseconds.
                 */
                created_at: number;
                /** @description Who made it. */
                created_by: string;
                /** @description Recipient. */
                email: string;
                /**
                 * Format: int64
                 * @description Expires, Unix milliseconds.
                 */
                expires_at: number;
                /** @description Names of the files. */
                files: string[];
                /** @description Link id. */
                id: string;
                /** @description The link, for those who may hand it out. */
                link?: string | null;
                /**
                 * Format: int32
                 * @description How often a file may be taken.
                 */
                max_takes: number;
                /** @description `email_code` or `passphrase`. */
                mode: string;
                /** @description Note. */
                note: string;
                /** @description `active`, `used`, `revoked` or `expired`. */
                state: string;
                /**
                 * Format: int32
                 * @description How often one was taken.
                 */
                takes: number;
            }[];
            /** @description Pass as `after` to get the next page; absent on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Page_Snapshot: {
            /** @description The rows, in the order of the list. */
            items: {
                /**
                 * Format: int64
                 * @description Bytes in it.
                 */
                bytes: number;
                /**
                 * Format: int64
                 * @description Last checked, Unix milliseconds.
                 */
                checked_at?: number | null;
                /**
                 * Format: int64
                 * @description Made, Unix milliseconds.
                 */
                created_at: number;
                /** @description Snapshot id. */
                id: string;
                /**
                 * Format: int64
                 * @description Ledger entries it covers.
                 */
                ledger_size: number;
                /**
                 * Format: int64
                 * @description Objects in it.
                 */
                objects: number;
            }[];
            /** @description Pass as `after` to get the next page; absent on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Page_Token: {
            /** @description The rows, in the order of the list. */
            items: {
                /**
                 * Format: int64
                 * @description Created, Unix milliseconds.
                 */
                created_at: number;
                /**
                 * Format: int64
                 * @description Expires, Unix milliseconds.
                 */
                expires_at: number;
                /** @description Token id. */
                id: string;
                /** @description What it is for. */
                label: string;
                /**
                 * Format: int64
                 * @description Last used, Unix milliseconds.
                 */
                last_used_at?: number | null;
                /** @description Actions that it may be used for. */
                scope: string[];
            }[];
            /** @description Pass as `after` to get the next page; absent on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Page_UploadRequest: {
            /** @description The rows, in the order of the list. */
            items: {
                /** @description Name of the contact it is for. */
                contact_name?: string | null;
                /**
                 * Format: int64
                 * @description Created, Unix milliseconds.
                 */
                created_at: number;
                /** @description Who made it. */
                created_by: string;
                /**
                 * Format: int64
                 * @description Expires, Unix milliseconds.
                 */
                expires_at: number;
                /** @description Request id. */
                id: string;
                /** @description The link, for those who may hand it out. */
                link?: string | null;
                /**
                 * Format: int64
                 * @description Bytes that may be sent in all.
                 */
                max_bytes: number;
                /**
                 * Format: int32
                 * @description Files that may be sent.
                 */
                max_files: number;
                /** @description The note. */
                note: string;
                /**
                 * Format: int64
                 * @description First opened, Unix milliseconds.
                 */
                opened_at?: number | null;
                /** @description `active`, `used`, `revoked`, or `expired`. */
                state: string;
                /**
                 * Format: int64
                 * @description Bytes sent so far.
                 */
                used_bytes: number;
                /**
                 * Format: int32
                 * @description Files sent so far.
                 */
                used_files: number;
            }[];
            /** @description Pass as `after` to get the next page; absent on the last one. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Page_User: {
            /** @description The rows, in the order of the list. */
            items: {
                /**
                 * Format: int64
                 * @description Created, Unix milliseconds.
                 */
                created_at: number;
                /** @description Department. */
                department: string;
                /** @description E-mail address. */
                email: string;
                /** @description Whether the account is frozen. */
                frozen: boolean;
                /** @description User id. */
                id: string;
                /**
                 * Format: int64
                 * @description Last seen, Unix milliseconds.
                 */
                last_seen_at?: number | null;
                /** @description Whether any second factor is enrolled. */
                multi_factor: boolean;
                /** @description Name. */
                name: string;
                /** @description Rights on content. */
                rights: string[];
                /** @description Roles. */
                roles: string[];
                /** @description `active` or `suspended`. */
                state: string;
                /**
                 * Format: int64
                 * @description Until when the training is valid, Unix milliseconds.
                 */
                training_valid_until?: number | null;
            }[];
            /** @description Pass as `after` to get the next page; absent on the last one. */
            next?: string | null;
        };
        /** @description `POST /api/v1/sign-in/password`: a password and, where one is enrolled, the code of an authenticator app. */
        PasswordSignIn: {
            /** @description Six digits of the authenticator app, or a recovery code. Without it the session has a single factor and opens nothing. */
            code?: string | null;
            /** @description E-mail address. */
            email: string;
            /** @description Password. */
            password: string;
        };
        /** @description A piece of a line: plain text, or a masked span. */
        Piece: {
            span?: components["schemas"]["Span"] | null;
            /** @description The text; for a masked span its token, such as `card~K7Q2…`. */
            text: string;
        };
        /** @description The policy in force. */
        Policies: {
            /** @description The Cedar policies. */
            policies: string;
            /** @description The Cedar schema. */
            schema: string;
        };
        /** @description A policy that determined a decision. */
        PolicyReason: {
            /** @description `permit` or `forbid`. */
            effect: string;
            /** @description Policy id. */
            id: string;
            /** @description Its sentence. */
            text: string;
        };
        /** @description A problem, as `application/problem+json` (RFC 9457). */
        Problem: {
            /** @description The code. */
            code: components["schemas"]["Code"];
            /**
             * Format: int64
             * @description Index of the ledger entry that recorded the decision.
             */
            decision?: number | null;
            /** @description What happened and what to do next. Holds nothing secret. */
            detail: string;
            /**
             * Format: int64
             * @description Where an upload really stands, in bytes.
             */
            offset?: number | null;
            /** @description The policy's own code for a refusal, such as `wrong-department`. */
            reason?: string | null;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description Short, the same for every occurrence of the code. */
            title: string;
            /** @description `about:blank#` followed by the code. */
            type: string;
        };
        /** @description A question with its choices. */
        Question: {
            /** @description The choices, in order. */
            choices: string[];
            /** @description The question. */
            text: string;
        };
        /** @description What the contact sees: `POST /api/v1/links/request` with the header `Coffer-Link`. */
        RequestView: {
            /** @description First name of the agent who asks. */
            agent: string;
            /**
             * Format: int64
             * @description Bytes that may still be sent.
             */
            bytes_left: number;
            /**
             * Format: int64
             * @description Case number.
             */
            case_number: number;
            /**
             * Format: int64
             * @description Expires, Unix milliseconds.
             */
            expires_at: number;
            /** @description Files that came through this link. */
            files: components["schemas"]["SentFile"][];
            /**
             * Format: int32
             * @description Files that may still be sent.
             */
            files_left: number;
            /**
             * Format: int64
             * @description The largest file, in bytes.
             */
            max_file_bytes: number;
            /** @description What is asked. */
            note: string;
            /** @description Name of the organisation. */
            organisation: string;
            /**
             * Format: int32
             * @description How long files are kept after the case closes, in days.
             */
            retention_days: number;
            /**
             * Format: int32
             * @description How many people can see the files (masked).
             */
            seen_by: number;
            /** @description Their roles, such as "2 support agents". */
            seen_by_roles: string[];
            /** @description The team. */
            team: string;
        };
        /** @description `POST /api/v1/versions/{id}/search`. */
        Search: {
            /** @description Whether case matters. */
            case_sensitive?: boolean;
            /**
             * Format: int64
             * @description First line to look at, from 1.
             */
            from?: number | null;
            /**
             * Format: int32
             * @description Hits wanted.
             */
            max?: number | null;
            /** @description What to look for in the masked text. */
            pattern: string;
            /** @description Whether the pattern is a regular expression. */
            regex?: boolean;
        };
        /** @description One line of the answer to a search (NDJSON). */
        SearchEvent: {
            /** @description A line that matches, with byte ranges in its masked text. */
            hit: {
                /**
                 * Format: int64
                 * @description Line number.
                 */
                line: number;
                /** @description Ranges in `text`, in UTF-16 code units, that match. */
                ranges: [
                    number,
                    number
                ][];
                /** @description The masked text of the line, shortened. */
                text: string;
            };
        } | {
            /** @description How far the search is. */
            progress: {
                /**
                 * Format: int64
                 * @description Lines looked at.
                 */
                lines: number;
            };
        } | {
            /** @description The end. */
            done: {
                /** @description Whether more were there than asked for. */
                cut: boolean;
                /**
                 * Format: int64
                 * @description Hits in all.
                 */
                hits: number;
            };
        };
        /** @description A place of a credential. */
        SecretPlace: {
            /**
             * Format: int64
             * @description Line, from 1.
             */
            line: number;
            /** @description Name of the file. */
            name: string;
            /** @description Path inside an archive. */
            path?: string | null;
            /** @description Version id. */
            version: string;
        };
        /** @description What the recipient gets after proof. */
        SendContents: {
            /** @description The files. */
            files: components["schemas"]["SendItem"][];
            /** @description The note. */
            note: string;
            /** @description Short-lived secret for taking files: header `Coffer-Link-Session`, or the form field `session`. */
            session: string;
            /**
             * Format: int32
             * @description Takes left.
             */
            takes_left: number;
        };
        /** @description A file that can be taken. */
        SendItem: {
            /** @description Name. */
            name: string;
            /** @description SHA-256, hex. */
            sha256?: string | null;
            /**
             * Format: int64
             * @description Size in bytes.
             */
            size_bytes: number;
            /** @description Version id. */
            version: string;
        };
        /** @description A send link, as staff see it. */
        SendLink: {
            /**
             * Format: int64
             * @description Created, Unix milliseconds.
             */
            created_at: number;
            /** @description Who made it. */
            created_by: string;
            /** @description Recipient. */
            email: string;
            /**
             * Format: int64
             * @description Expires, Unix milliseconds.
             */
            expires_at: number;
            /** @description Names of the files. */
            files: string[];
            /** @description Link id. */
            id: string;
            /** @description The link, for those who may hand it out. */
            link?: string | null;
            /**
             * Format: int32
             * @description How often a file may be taken.
             */
            max_takes: number;
            /** @description `email_code` or `passphrase`. */
            mode: string;
            /** @description Note. */
            note: string;
            /** @description `active`, `used`, `revoked` or `expired`. */
            state: string;
            /**
             * Format: int32
             * @description How often one was taken.
             */
            takes: number;
        };
        /** @description What the recipient sees before proof: `POST /api/v1/links/send` with the header `Coffer-Link`. No names yet. */
        SendLinkView: {
            /** @description First name of the sender. */
            agent: string;
            /**
             * Format: int64
             * @description Case number.
             */
            case_number: number;
            /** @description The address that codes go to, with its middle hidden. */
            email_hint: string;
            /**
             * Format: int64
             * @description Expires, Unix milliseconds.
             */
            expires_at: number;
            /**
             * Format: int32
             * @description Number of files.
             */
            files: number;
            /** @description `email_code` or `passphrase`. */
            mode: string;
            /** @description Name of the organisation. */
            organisation: string;
        };
        /** @description `POST /api/v1/links/send/proof`: the code or the passphrase. */
        SendProof: {
            /** @description The e-mailed code or the passphrase. */
            proof: string;
        };
        /** @description A file that came through a link, as its sender sees it. */
        SentFile: {
            /** @description Findings by class: what was masked. */
            findings: components["schemas"]["ClassCount"][];
            /** @description Name. */
            name: string;
            /**
             * Format: int64
             * @description Bytes that are durable.
             */
            offset: number;
            /** @description Whether a receipt can be fetched. */
            receipt: boolean;
            /** @description SHA-256 of what arrived, in hex, once verified. */
            sha256?: string | null;
            /**
             * Format: int64
             * @description Size in bytes, when known.
             */
            size_bytes?: number | null;
            /** @description `receiving`, `inspecting`, `ready`, `uninspected` or `withdrawn`. */
            state: string;
            /** @description Upload id, while it is incomplete. */
            upload?: string | null;
            /** @description Version id. */
            version: string;
            /**
             * Format: int32
             * @description How often staff viewed it.
             */
            views: number;
        };
        /** @description `POST /api/v1/setup/passkey/finish`: the answer of the authenticator, with the link that it uses up. */
        SetupPasskey: {
            /** @description The ceremony that this answers. */
            ceremony: string;
            /** @description What `PublicKeyCredential.toJSON()` gives. */
            credential: Record<string, never>;
            /** @description A label for the new passkey, such as "Work laptop". */
            label?: string | null;
            /** @description The secret of the setup link. */
            secret: string;
        };
        /** @description `POST /api/v1/setup/password`: choose a password, then enrol a second factor in the session that this opens. */
        SetupPassword: {
            /** @description At least 15 characters. */
            password: string;
            /** @description The secret of the setup link. */
            secret: string;
        };
        /** @description `POST /api/v1/setup`: what a setup link is for. */
        SetupView: {
            /** @description E-mail address of the account. */
            email: string;
            /** @description Name of the account. */
            name: string;
            /** @description Name of the organisation. */
            organisation: string;
        };
        /** @description A snapshot: `GET /api/v1/snapshots`. */
        Snapshot: {
            /**
             * Format: int64
             * @description Bytes in it.
             */
            bytes: number;
            /**
             * Format: int64
             * @description Last checked, Unix milliseconds.
             */
            checked_at?: number | null;
            /**
             * Format: int64
             * @description Made, Unix milliseconds.
             */
            created_at: number;
            /** @description Snapshot id. */
            id: string;
            /**
             * Format: int64
             * @description Ledger entries it covers.
             */
            ledger_size: number;
            /**
             * Format: int64
             * @description Objects in it.
             */
            objects: number;
        };
        /** @description A masked span. */
        Span: {
            /** @description Class. */
            class: string;
            /**
             * Format: int32
             * @description Confidence, 0 to 100.
             */
            confidence: number;
            /** @description Detector. */
            detector: string;
            /**
             * Format: int64
             * @description Length of the value in bytes.
             */
            length: number;
            /**
             * Format: int64
             * @description Its number within the version; names it when unmasking.
             */
            no: number;
        };
        /** @description The form of [`take_by_form`]. */
        TakeForm: {
            /** @description The secret of the link. */
            link: string;
            /** @description The session that followed the proof. */
            session: string;
        };
        /** @description A token, without its secret. */
        Token: {
            /**
             * Format: int64
             * @description Created, Unix milliseconds.
             */
            created_at: number;
            /**
             * Format: int64
             * @description Expires, Unix milliseconds.
             */
            expires_at: number;
            /** @description Token id. */
            id: string;
            /** @description What it is for. */
            label: string;
            /**
             * Format: int64
             * @description Last used, Unix milliseconds.
             */
            last_used_at?: number | null;
            /** @description Actions that it may be used for. */
            scope: string[];
        };
        /** @description `POST /api/v1/me/totp/finish`. */
        TotpFinish: {
            /** @description The ceremony that this finishes. */
            ceremony: string;
            /** @description Six digits that the app shows now. */
            code: string;
        };
        /** @description `POST /api/v1/me/totp/start`. */
        TotpStart: {
            /** @description Names the ceremony in the finishing request. */
            ceremony: string;
            /** @description The shared secret in base32, to be typed into an authenticator app. */
            secret: string;
            /** @description The same as an `otpauth://` URI. */
            uri: string;
        };
        /** @description A training module, without its answers: `GET /api/v1/trainings`. */
        Training: {
            /** @description Module id. */
            module: string;
            /** @description The questions. */
            questions: components["schemas"]["Question"][];
            /** @description What to read, in paragraphs. */
            text: string[];
            /** @description Title. */
            title: string;
            /**
             * Format: int64
             * @description Until when this person's attestation is valid, Unix milliseconds.
             */
            valid_until?: number | null;
            /**
             * Format: int32
             * @description Version; a new one asks for a new attempt.
             */
            version: number;
        };
        /** @description The value behind a span, shown once. */
        Unmasking: {
            /**
             * Format: int32
             * @description Spans that may still be unmasked in the present window.
             */
            budget_left: number;
            /**
             * Format: int64
             * @description Index of the ledger entry that records it.
             */
            entry: number;
            /** @description The value. */
            value: string;
        };
        /** @description An upload request, as staff see it. */
        UploadRequest: {
            /** @description Name of the contact it is for. */
            contact_name?: string | null;
            /**
             * Format: int64
             * @description Created, Unix milliseconds.
             */
            created_at: number;
            /** @description Who made it. */
            created_by: string;
            /**
             * Format: int64
             * @description Expires, Unix milliseconds.
             */
            expires_at: number;
            /** @description Request id. */
            id: string;
            /** @description The link, for those who may hand it out. */
            link?: string | null;
            /**
             * Format: int64
             * @description Bytes that may be sent in all.
             */
            max_bytes: number;
            /**
             * Format: int32
             * @description Files that may be sent.
             */
            max_files: number;
            /** @description The note. */
            note: string;
            /**
             * Format: int64
             * @description First opened, Unix milliseconds.
             */
            opened_at?: number | null;
            /** @description `active`, `used`, `revoked`, or `expired`. */
            state: string;
            /**
             * Format: int64
             * @description Bytes sent so far.
             */
            used_bytes: number;
            /**
             * Format: int32
             * @description Files sent so far.
             */
            used_files: number;
        };
        /** @description A person, as an administrator sees them. */
        User: {
            /**
             * Format: int64
             * @description Created, Unix milliseconds.
             */
            created_at: number;
            /** @description Department. */
            department: string;
            /** @description E-mail address. */
            email: string;
            /** @description Whether the account is frozen. */
            frozen: boolean;
            /** @description User id. */
            id: string;
            /**
             * Format: int64
             * @description Last seen, Unix milliseconds.
             */
            last_seen_at?: number | null;
            /** @description Whether any second factor is enrolled. */
            multi_factor: boolean;
            /** @description Name. */
            name: string;
            /** @description Rights on content. */
            rights: string[];
            /** @description Roles. */
            roles: string[];
            /** @description `active` or `suspended`. */
            state: string;
            /**
             * Format: int64
             * @description Until when the training is valid, Unix milliseconds.
             */
            training_valid_until?: number | null;
        };
        /** @description `PATCH /api/v1/users/{id}`: only what is given changes. */
        UserChange: {
            /** @description Department. */
            department?: string | null;
            /** @description Rights. */
            rights?: string[] | null;
            /** @description Roles. */
            roles?: string[] | null;
            /** @description `active` or `suspended`. */
            state?: string | null;
        };
        /** @description One immutable content of a file. */
        Version: {
            /**
             * Format: int64
             * @description Created, Unix milliseconds.
             */
            created_at: number;
            /** @description Who, where it was an agent. */
            created_by: string;
            /** @description Whether those are the rules in force; another inspection is due otherwise. */
            current: boolean;
            /** @description Findings by class. */
            findings: components["schemas"]["ClassCount"][];
            /** @description Version id. */
            id: string;
            /**
             * Format: int32
             * @description Share of the inspection that is done, 0 to 100.
             */
            inspected_percent: number;
            /** @description Kind of content as sniffed: `text`, `archive`, `har`, `json`, `binary` … */
            kind?: string | null;
            /** @description The classes that were found in it, as policy goes by them. */
            labels: string[];
            /**
             * Format: int64
             * @description Lines, for text.
             */
            lines?: number | null;
            /**
             * Format: int32
             * @description 1 for the first.
             */
            number: number;
            /**
             * Format: int64
             * @description Bytes received so far.
             */
            received_bytes: number;
            /** @description The hash of the rules that it was inspected with, hex. */
            ruleset?: string | null;
            /** @description `ordinary`, `confidential`, `restricted` or `health`. */
            sensitivity?: string | null;
            /** @description `contact` or `agent`. */
            sent_by: string;
            /** @description SHA-256, hex. */
            sha256?: string | null;
            /**
             * Format: int64
             * @description Size in bytes, when complete or declared.
             */
            size_bytes?: number | null;
            /** @description `receiving`, `inspecting`, `ready`, `uninspected` or `withdrawn`. */
            state: string;
        };
        /** @description `GET /api/v1/versions/{id}`: a version with what the caller may do with it. */
        VersionView: components["schemas"]["Version"] & {
            /** @description Case id. */
            case: string;
            /**
             * Format: int64
             * @description Case number.
             */
            case_number: number;
            /** @description File id. */
            file: string;
            /** @description What may be done, and why not. */
            may: components["schemas"]["May"][];
            /** @description Name, folders included. */
            name: string;
            /** @description All versions of the file, oldest first. */
            versions: components["schemas"]["Version"][];
        };
    };
    responses: {
        /** @description Refused or failed */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    "alerts.list": {
        parameters: {
            query?: {
                /** @description `next` of the page before; the first page without it. */
                after?: string;
                /** @description Rows wanted: 1 to 500, 50 without it. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Alert"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "alerts.close": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Alert id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "cases.list": {
        parameters: {
            query?: {
                /** @description Only those that are `open`, `closed` or `shredded`. */
                state?: string;
                /** @description Only those whose number, subject or customer contains this. */
                q?: string;
                /** @description `next` of the page before; the first page without it. */
                after?: string;
                /** @description Rows wanted: 1 to 500, 50 without it. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Case"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "cases.create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCase"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseView"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "cases.view": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Case id or number */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseView"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "cases.activity": {
        parameters: {
            query?: {
                /** @description `next` of the page before; the newest entries without it. */
                after?: number;
                /** @description Rows wanted: 1 to 500, 50 without it. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Case id or number */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_LedgerEntry"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "cases.certificate": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Case id or number */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Certificate"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "cases.close": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Case id or number */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "cases.reopen": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Case id or number */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "cases.detection": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Case id or number */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetection"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "cases.set_detection": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Case id or number */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDetection"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetection"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "cases.files": {
        parameters: {
            query?: {
                /** @description `next` of the page before; the first page without it. */
                after?: string;
                /** @description Rows wanted: 1 to 500, 50 without it. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Case id or number */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_File"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "cases.hold": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Case id or number */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewHold"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "cases.release_hold": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Case id or number */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "cases.add_member": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Case id or number */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMember"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseView"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "cases.remove_member": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Case id or number */
                id: string;
                /** @description User id */
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseView"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "secrets.list": {
        parameters: {
            query?: {
                /** @description `next` of the page before; the first page without it. */
                after?: string;
                /** @description Rows wanted: 1 to 500, 50 without it. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Case id or number */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_LiveSecret"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "send-links.list": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Case id or number */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_SendLink"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "send-links.create": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Case id or number */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSendLink"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SendLink"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "upload-requests.list": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Case id or number */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_UploadRequest"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "upload-requests.create": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Case id or number */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewUploadRequest"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadRequest"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "customers.list": {
        parameters: {
            query?: {
                /** @description `next` of the page before; the first page without it. */
                after?: string;
                /** @description Rows wanted: 1 to 500, 50 without it. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Customer"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "customers.create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCustomer"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "customers.add_contact": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Customer id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewContact"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "findings.list": {
        parameters: {
            query?: {
                /** @description Only this class: `financial`, `personal`, `health`, `credential`, `network` or `custom`. */
                class?: string;
                /** @description Only what this detector found. */
                detector?: string;
                /** @description Only in the case of this id or number; in every case that the caller may see without it. */
                case?: string;
                /** @description `next` of the page before; the first page without it. */
                after?: string;
                /** @description Rows wanted: 1 to 500, 50 without it. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_FoundIn"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "freezes.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Freeze"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "freezes.create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewFreeze"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Freeze"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "freezes.release": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Freeze id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Freeze"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "ledger.checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerCheckpoint"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "ledger.entries": {
        parameters: {
            query?: {
                /** @description Only entries of this actor. */
                actor?: string;
                /** @description Only this action, such as `file.download`. */
                action?: string;
                /** @description Only entries of this case, by id or number. */
                case?: string;
                /** @description Only entries about this thing. */
                target?: string;
                /** @description Only `allow` or `deny`. */
                decision?: string;
                /** @description Only entries before this index: `next` of the page before. */
                before?: number;
                /** @description Rows wanted: 1 to 500, 50 without it. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_LedgerEntry"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "ledger.entry": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Index, from 0 */
                index: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerEntry"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "ledger.proof": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Index, from 0 */
                index: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerProof"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "ledger.verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerVerification"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "links.request": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestView"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "links.secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_LiveSecret"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "links.rotate": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Credential id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveSecret"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "links.send": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SendLinkView"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "links.send_code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description On its way */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    "links.take": {
        parameters: {
            query?: never;
            header?: {
                /** @description One byte range */
                Range?: string | null;
            };
            path: {
                /** @description Version id */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The whole */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description The range */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "links.take_by_form": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Version id */
                version: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["TakeForm"];
            };
        };
        responses: {
            /** @description The whole */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "links.prove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendProof"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SendContents"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "me.view": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "me.passkey_finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CeremonyAnswer"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Enrolled"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "me.passkey_start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ceremony"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "me.prove_code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CodeProof"];
            };
        };
        responses: {
            /** @description Proved; the renewed session is in the cookie */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "me.prove_passkey_finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CeremonyAnswer"];
            };
        };
        responses: {
            /** @description Proved; the renewed session is in the cookie */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "me.prove_passkey_start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ceremony"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "me.totp_finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TotpFinish"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Enrolled"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "me.totp_start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TotpStart"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "policies.text": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policies"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "policies.explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExplainRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Explanation"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "secrets.tell": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Credential id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveSecret"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "secrets.rotate": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Credential id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveSecret"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "send-links.revoke": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Send link id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SendLink"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "me.sign_out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    "setup.view": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkSignIn"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetupView"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "setup.passkey_finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetupPasskey"];
            };
        };
        responses: {
            /** @description Signed in; the session is in the cookie */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "setup.passkey_start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkSignIn"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ceremony"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "setup.password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetupPassword"];
            };
        };
        responses: {
            /** @description Signed in; the session is in the cookie */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "sign-in.link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkSignIn"];
            };
        };
        responses: {
            /** @description Signed in; the session is in the cookie */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "sign-in.passkey_finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CeremonyAnswer"];
            };
        };
        responses: {
            /** @description Signed in; the session is in the cookie */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "sign-in.passkey_start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ceremony"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "sign-in.password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordSignIn"];
            };
        };
        responses: {
            /** @description Signed in; the session is in the cookie */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "snapshots.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Snapshot"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "tokens.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Token"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "tokens.create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewToken"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedToken"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "tokens.revoke": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Token id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    "trainings.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Training"][];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "trainings.attempt": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Module id */
                module: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Attempt"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttemptResult"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "upload-requests.revoke": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Upload request id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadRequest"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "uploads.create": {
        parameters: {
            query?: never;
            header: {
                /** @description 1.0.0 */
                "Tus-Resumable": string;
                /** @description Size in bytes */
                "Upload-Length"?: number | null;
                /** @description 1, when the size is not known yet */
                "Upload-Defer-Length"?: string | null;
                /** @description filename, and for staff case or file; values in base64 */
                "Upload-Metadata"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Begun; Location and Upload-Offset */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    "uploads.options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tus-Version, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    "uploads.overridden": {
        parameters: {
            query?: never;
            header: {
                /** @description 1.0.0 */
                "Tus-Resumable": string;
                /** @description PATCH, HEAD or DELETE */
                "X-HTTP-Method-Override": string;
            };
            path: {
                /** @description Upload id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As for HEAD */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description As for the method named */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    "uploads.discard": {
        parameters: {
            query?: never;
            header: {
                /** @description 1.0.0 */
                "Tus-Resumable": string;
            };
            path: {
                /** @description Upload id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Destroyed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    "uploads.status": {
        parameters: {
            query?: never;
            header: {
                /** @description 1.0.0 */
                "Tus-Resumable": string;
            };
            path: {
                /** @description Upload id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Upload-Offset and Upload-Length */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    "uploads.append": {
        parameters: {
            query?: never;
            header: {
                /** @description 1.0.0 */
                "Tus-Resumable": string;
                /** @description Byte to continue from */
                "Upload-Offset": number;
                /** @description Size in bytes, when it was deferred */
                "Upload-Length"?: number | null;
                /** @description sha256 and the digest of this part in base64 */
                "Upload-Checksum"?: string | null;
            };
            path: {
                /** @description Upload id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/offset+octet-stream": unknown;
            };
        };
        responses: {
            /** @description Durable; Upload-Offset */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    "users.list": {
        parameters: {
            query?: {
                /** @description `next` of the page before; the first page without it. */
                after?: string;
                /** @description Rows wanted: 1 to 500, 50 without it. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_User"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "users.create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewUser"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedUser"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "users.change": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description User id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserChange"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "users.setup_link": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description User id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedUser"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "versions.view": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Version id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionView"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "versions.approve": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Version id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "versions.download": {
        parameters: {
            query?: never;
            header?: {
                /** @description One byte range */
                Range?: string | null;
            };
            path: {
                /** @description Version id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The whole */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description The range */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "versions.download_head": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Version id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The headers of the whole */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    "versions.findings": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Version id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Findings"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "versions.lines": {
        parameters: {
            query?: {
                /** @description First line, from 1. */
                from?: number;
                /** @description Lines wanted; 200 without it. */
                count?: number;
            };
            header?: never;
            path: {
                /** @description Version id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lines"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "versions.line": {
        parameters: {
            query?: {
                /** @description Byte of the masked line to begin at; 0 without it. */
                offset?: number;
            };
            header?: never;
            path: {
                /** @description Version id */
                id: string;
                /** @description Line, from 1 */
                n: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Line"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "versions.masked": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Version id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "versions.overview": {
        parameters: {
            query?: {
                /** @description Buckets wanted; 300 without it. */
                buckets?: number;
            };
            header?: never;
            path: {
                /** @description Version id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "versions.receipt": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Version id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "versions.release": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Version id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRelease"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "versions.search": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Version id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Search"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": components["schemas"]["SearchEvent"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "versions.unmask": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Version id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewUnmasking"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unmasking"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    "versions.withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Version id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Withdrawn */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
}
