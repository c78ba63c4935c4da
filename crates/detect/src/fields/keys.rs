//! Names of credentials: more of them than one table should hold.

use crate::rules::Builtin;
use crate::values;
use crate::words::Words;

/// Names written whole, in lower case and without what joins their words.
pub(super) fn exact(name: &[u8]) -> Option<Builtin> {
    Some(match name {
        b"pw"
        | b"pws"
        | b"pwds"
        | b"pswd"
        | b"psw"
        | b"passw"
        | b"pasword"
        | b"passwrd"
        | b"passowrd"
        | b"passward"
        | b"paasword"
        | b"lozinka"
        | b"geslo"
        | b"slaptazodis"
        | b"parole"
        | b"katasandi"
        | b"sshpw"
        | b"smtppw"
        | b"mailpw"
        | b"mysqlpw"
        | b"securitycredentials"
        | b"passwort"
        | b"kennwort"
        | b"losungswort"
        | b"motdepasse"
        | b"mdp"
        | b"contrasena"
        | b"clave"
        | b"clavedeacceso"
        | b"senha"
        | b"palavrapasse"
        | b"wachtwoord"
        | b"haslo"
        | b"losenord"
        | b"adgangskode"
        | b"passord"
        | b"salasana"
        | b"heslo"
        | b"jelszo"
        | b"parola"
        | b"paroladordine"
        | b"sifre"
        | b"bindpw"
        | b"rootpw"
        | b"olcrootpw"
        | b"adminpw"
        | b"userpw"
        | b"dbpw"
        | b"authpw"
        | b"ftppw"
        | b"modpw"
        | b"rootpwmodpw"
        | b"authpass"
        | b"authtok"
        | b"smtppass"
        | b"mailpass"
        | b"controlpass"
        | b"sshpass"
        | b"becomepass"
        | b"keystorepass"
        | b"truststorepass"
        | b"wifikey"
        | b"wepkey"
        | b"networkkey"
        | b"insecurepassword"
        | b"plaintextpassword"
        | b"requirepass"
        | b"trustpass" => Builtin::Password,
        b"salt" | b"passwordsalt" | b"passwordsaltmain" | b"hashsalt" | b"appsalt"
        | b"authsalt" | b"pepper" | b"devisepepper" | b"erlangcookie" | b"communitystring"
        | b"community" | b"snmpcommunity" | b"keystring" | b"secretkeybase" | b"otpkeybase"
        | b"dbkeybase" | b"fernetkey" | b"subscriptionkey" | b"servicekey" | b"integrationkey"
        | b"accountsecret" | b"hashkey" | b"cryptkey" | b"wsskey" | b"tsigkey" | b"rndckey"
        | b"sessionsecret" | b"recoverykey" | b"unlockkey" | b"unsealkey" | b"roottoken"
        | b"mastersecret" | b"hmac" | b"hmackey" | b"secretid" | b"keybase" => Builtin::Secret,
        b"jwt" | b"bearer" | b"accesskeytoken" | b"idtoken" | b"refreshtoken" | b"sastoken"
        | b"codeverifier" | b"devicecode" | b"assertion" | b"clientassertion" | b"samltoken" => {
            Builtin::Token
        }
        b"sess" | b"sessid" | b"sessionhandle" | b"authsession" | b"sesion" | b"sesionid"
        | b"idsesion" | b"sessie" | b"sessieid" | b"sitzung" | b"sitzungsid" | b"sessao"
        | b"idsessao" | b"idsession" | b"fsession" | b"idsesja" | b"sesja" => Builtin::Session,
        b"secreto"
        | b"segreto"
        | b"segredo"
        | b"geheimnis"
        | b"geheim"
        | b"hemmelighet"
        | b"hemlighet"
        | b"hemmelighed"
        | b"sekret"
        | b"tajemstvi"
        | b"trankey"
        | b"cleapi"
        | b"clesecrete"
        | b"cleprivee"
        | b"claveapi"
        | b"clavesecreta"
        | b"claveprivada"
        | b"chaveapi"
        | b"chavesecreta"
        | b"chaveprivada"
        | b"chiaveapi"
        | b"chiavesegreta"
        | b"chiaveprivata"
        | b"apischluessel"
        | b"apischlussel"
        | b"geheimschluessel"
        | b"privaterschluessel"
        | b"apisleutel"
        | b"kluczapi"
        | b"apinyckel"
        | b"apinokkel"
        | b"apinogle"
        | b"merchantkey"
        | b"merchantsecret"
        | b"transactionkey"
        | b"hmacsecret"
        | b"remembermekey"
        | b"cookiekey"
        | b"cookiesecret" => Builtin::Secret,
        _ => return None,
    })
}

/// Whether a name ends in `key` without saying what for: only a value that is random beyond doubt counts.
pub(super) fn some_key(name: &[u8]) -> bool {
    static OTHER: Words = Words::new(
        "public pub cache foreign partition shard sort row object etag idempotency dedup index message lookup \
        bucket group map registry event correlation trace \
        request job build artifact image layer content checksum digest hot natural \
        composite unique record item document node parent child entity translation host ssh block gpg pgp",
    );
    let last = name.rsplit(|b| *b == b' ').next().unwrap_or(name);
    if last.len() < name.len() && last.len() <= 4 {
        // Running text: `restored from key`.
        return false;
    }
    if !matches!(last.last(), Some(b'y' | b'Y' | b's' | b'S' | b'n' | b'N')) {
        return false;
    }
    let lower = last.to_ascii_lowercase();
    let Some(before) = lower
        .strip_suffix(b"key")
        .or_else(|| lower.strip_suffix(b"_authentication"))
        .or_else(|| lower.strip_suffix(b"keys"))
    else {
        return false;
    };
    let before = before.trim_ascii_end();
    let before = before
        .strip_suffix(b"_")
        .or_else(|| before.strip_suffix(b"-"))
        .or_else(|| before.strip_suffix(b"."))
        .unwrap_or(before);
    !OTHER.end(before)
}

/// Whether a name speaks of a secret, and not with its last word: `API_KEY_ACME`, `token_for_ci`. Only a value that is random
/// beyond doubt counts then, and a name that tells of something about the secret does not.
pub(super) fn somewhere(name: &[u8]) -> bool {
    static WORDS: Words = Words::new("secret passw api_key apikey api-key access_key token creds");
    static ENDS: Words =
        Words::new("_auth _authentication _api _pat _creds -auth _cred creds noncestr");
    static ABOUT: Words = Words::new(
        "id ids name url uri path file version arn type class count size length digest sum checksum hash kid \
        fingerprint thumbprint uuid guid accessor audience issuer ref at time expiry algorithm alg format prefix endpoint \
        revision commit sha image tag etag key ttl owner address contract mint symbol in out",
    );
    if name.contains(&b' ') || name.len() < 6 {
        return false;
    }
    let lower = name.to_ascii_lowercase();
    if ENDS.end(&lower) {
        return true;
    }
    let last = lower
        .rsplit(|b| !b.is_ascii_alphabetic())
        .find(|word| !word.is_empty())
        .unwrap_or(&lower);
    let separate = last.len() < lower.len();
    separate
        && WORDS.stand_in(&lower[..lower.len() - last.len()])
        && !ABOUT.holds(last)
        && !values::contains_word(&lower, b"public")
}
