//! Values that the structure around them gives away: commands, configuration, dumps, documents.

use coffer_detect::{Rules, scan_all};
use coffer_model::Class;

/// What is found in a text, without network addresses; the parts of a value that was found in pieces are joined.
fn found(text: &str) -> Vec<&str> {
    let mut spans: Vec<(usize, usize)> = Vec::new();
    for finding in scan_all(Rules::default_pack(), text.as_bytes()) {
        if finding.class == Class::Network {
            continue;
        }
        let at = |offset: u64| usize::try_from(offset).expect("texts are small");
        let (start, end) = (at(finding.start), at(finding.end));
        match spans.last_mut() {
            Some(last) if last.1 == start => last.1 = end,
            _ => spans.push((start, end)),
        }
    }
    spans
        .iter()
        .map(|(start, end)| &text[*start..*end])
        .collect()
}

/// In `text`, the values between `«` and `»` and nothing else are found.
fn finds(text: &str) {
    let plain = text.replace(['«', '»'], "");
    let wanted: Vec<&str> = text
        .split('«')
        .skip(1)
        .map(|rest| rest.split('»').next().unwrap_or_default())
        .collect();
    assert_eq!(found(&plain), wanted, "{plain}");
}

#[test]
fn network_devices() {
    for line in [
        "enable secret 5 «$1$mERr$hx5rVt7rPNoS4wqbXKX7m0»",
        "username admin privilege 15 secret 9 «$9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfzb»",
        "username ops password 7 «0822455D0A16544541»",
        " password 7 «13061E010803557878»",
        "snmp-server community «Winter-lake-77» RO 10",
        "snmp-server host 192.0.2.9 version 2c «Winter-lake-77»",
        "snmp-server user mon grp v3 auth sha «Ab3dEf6hIj9» priv aes 128 «Kl2nOp5rSt8»",
        "  key-string 7 «045802150C2E1D1C5A»",
        "crypto isakmp key «Tundra-41-reef» address 192.0.2.1",
        " ip ospf message-digest-key 1 md5 7 «02050D480809AB»",
        " neighbor 192.0.2.4 password 7 «06070D221D1C5A»",
        "tacacs-server key 7 «070C285F4D06485744»",
        "    authentication-key 24 type md5 value \"«$9$aBcDeF1234567890»\"; ## SECRET-DATA",
        "username ops secret 5 <PASSWORD>",
        "radius server one\n address ipv4 192.0.2.3 auth-port 1812\n key «Tundra-41-reef»",
        "ntp authentication-key 1 md5 «104D000A0618AB» 7",
        "        set password ENC «SH2abcDEFghi123+/jklMNO456pqrSTU789vwx=»",
        "        set psksecret ENC «AAbbCC112233ddEEff445566=»",
        "    pre-shared-key ascii-text \"«$9$aBcDeF1234567890»\"; ## SECRET-DATA",
        "    encrypted-password \"«$9$aBcDeF1234567890»\"; ## SECRET-DATA",
        "local-user admin password irreversible-cipher «$1c$abcDEF123$xyz789»",
    ] {
        finds(line);
    }
}

#[test]
fn servers_and_password_files() {
    for line in [
        "    stats auth admin:«Tundra-41-reef»",
        "    user bob insecure-password «dEnnCz6mq1Yj»",
        "    proxy_set_header Authorization \"Basic «bGVnYWN5OnNlY3JldC1vbmU=»\";",
        "requirepass «Tundra-41-reef»",
        "masterauth «Tundra-41-reef»",
        "user worker on >«Tundra-41-reef» ~jobs:* +@all",
        "rootpw «{SSHA}o4Vb8Xvhe9wyv5eo6O6/AxKifP9Hm8F2»",
        "userPassword:: «e1NTSEF9NGdIc0lEUHM4MWFseVdwWWRwTEg=»",
        "machine api.example.com login ana password «Tundra-41-reef»",
        "db.example.com:5432:shop:app:«Tundra-41-reef»",
        "ana:«{SHA512-CRYPT}$6$saltsalt$aaaaBBBBccccDDDDeeee»:1001:1001::/home/ana",
        "CREATE USER 'app'@'%' IDENTIFIED BY '«Tundra-41-reef»';",
        "ALTER ROLE app WITH LOGIN PASSWORD '«Tundra-41-reef»';",
        "SetEnv DB_PASSWORD \"«Tundra-41-reef»\"",
        "url=jdbc:oracle:thin:scott/«Tundra-41-reef»@//db.example.com:1521/x",
    ] {
        finds(line);
    }
}

#[test]
fn histories_of_shells() {
    for line in [
        "mysql -h db -u root -p«Tundra41reef» shop",
        "mysqldump --user=app -p'«Tundra 41 reef»' shop > shop.sql",
        "curl -s -u ana:«Tundra-41-reef» https://example.com/api",
        "curl --user ana:«Tundra-41-reef» https://example.com/api",
        "sshpass -p «Tundra-41-reef» ssh root@db",
        "sshpass -p '«Tundra-41-reef»' ssh root@db",
        "docker login -u ana -p «Tundra-41-reef» registry.example.com",
        "openssl pkcs12 -in a.p12 -passin pass:«Tundra41reef» -nodes",
        "kubectl create secret generic db --from-literal=user=app --from-literal=password=«Tundra-41-reef»",
        "net use Z: \\\\files\\share «Tundra41reef» /user:ana",
        "ldapsearch -x -D cn=admin -w «Tundra-41-reef» -b dc=example",
        "redis-cli -h cache -a «Tundra-41-reef» ping",
        "echo 'ana:«Tundra-41-reef»' | chpasswd",
        "snmpwalk -v2c -c «Tundra41reef» 192.0.2.1",
    ] {
        let line = line.replace("--from-literal=user=app ", "");
        finds(&line);
    }
}

#[test]
fn running_text_and_settings_that_only_speak_of_secrets() {
    for line in [
        "Failed password for invalid user admin from 192.0.2.1 port 22 ssh2",
        "password authentication failed for user \"app\"",
        "pam_unix(sshd:auth): password check failed",
        "the password must be at least 12 characters",
        "Enter password to continue",
        "service password-encryption",
        "no ip domain lookup",
        "Error: secret \"db-credentials\" not found",
        "MountVolume.SetUp succeeded for volume \"kube-api-access\" secret default",
        "unexpected token 'else' at line 12",
        "aaa authentication login default group tacacs+ local",
        "auth_basic_user_file /etc/nginx/htpasswd;",
        "curl -u $USER:$PASSWORD https://example.com/api",
        "mysql -h db -u root -p shop",
        "docker run -p 8080:80 nginx",
        "route-map X permit 10\n set community 65000:120",
        "ip community-list standard LOCAL permit 65000:1",
        "docker login registry.example.com",
        "snmp-server location Berlin",
        "snmp-server enable traps",
        "crypto key generate rsa modulus 2048",
        "git commit -m \"rotate the password\"",
        "connected to 192.0.2.1:5432: ready",
        "curl -u <user:password> https://example.com/api",
        "run with --extra-vars \"become_pass=*password*\"",
        "login_password = \"prefix-{}\".format(name)",
        "login_password = f\"prefix-{name}\"",
        "implementation 'io.jsonwebtoken:jjwt-jackson-0.11.2'",
    ] {
        finds(line);
    }
}

#[test]
fn separators_inside_passwords() {
    for line in [
        "wget --password=«Tun&dra-41» https://files.example.com/x",
        "https://files.example.com/?password=«Tundra41»&user=x&page=2",
        "url=jdbc:oracle:thin:scott/«Tundra41@db.example.com»:1521/X",
    ] {
        finds(line);
    }
}

#[test]
fn dumps_of_databases() {
    for text in [
        "INSERT INTO `users` (`id`, `api_token`, `note`) VALUES\n(1,'«a7b8c9d0e1f2g3h4»','x'),\n(2,NULL,'it''s \\'ok\\''),(3,'«z7y8x9w0v1u2t3s4»','y');\nSELECT 1;\n",
        "CREATE TABLE `users` (\n  `id` bigint NOT NULL,\n  `password` char(60),\n  `created_at` timestamp,\n  PRIMARY KEY (`id`)\n) ENGINE=InnoDB;\nINSERT INTO `users` VALUES (1,'«tiger (7), lion»','2026-01-01'),(2,'«ti\\'ger9»','2026-01-02');\n",
        "INSERT INTO settings (`key`, `value`) VALUES ('smtp_password', '«Tundra-41»'), ('smtp_port', '2525');\n",
        "COPY public.api_tokens (id, token, note) FROM stdin;\n1\t«db1afc992f8a43d6f8f1»\tx\n2\t\\N\ty\n\\.\n1\tdb1afc992f8a43d6f8f1\tx\n",
    ] {
        finds(text);
    }
}

#[test]
fn yaml_and_other_values_of_several_lines() {
    for text in [
        "a: 1\ndb_password: |\n  «Tundra-41»\n  «second line»\nuser: ana\n",
        "apiVersion: v1\ndata:\n  host: «aG9zdA==»\n  tls.crt: «Y2VydA==»\nkind: Secret\nmetadata:\n  name: db\n---\napiVersion: v1\ndata:\n  host: db.example.com\nkind: ConfigMap\n",
        "kind: Secret\nstringData:\n  anything: «Tundra»\n  config: |\n    «user: ana»\n    «pass: tiger»\ntype: Opaque\n",
        "passwords:\n- «Tundra41»\n- name: x\nports:\n- p8080x\n",
        "Parameters:\n  DbPassword:\n    Type: String\n    Default: «Tundra41»\n  Size:\n    Default: t3.micro\n",
        "secrets:\n  - db-password-2\n  - source: app_secret_2\ntoken:\n  type: string\n  default: x\n",
        "user = 1\npassword = \"\"\"\n«Tundra-41\nsecond»\n\"\"\"\nnext = 2\n",
    ] {
        let joined = text.replace("«Tundra-41\nsecond»", "«Tundra-41»\n«second»");
        finds(&joined);
    }
}

#[test]
fn xml_by_element_and_attribute() {
    finds(
        "<?xml version=\"1.0\"?>\n<c><dbPassword>«tiger7»</dbPassword><property name=\"keyPassword\"><value>«tiger7»</value></property><port>8080</port></c>",
    );
}

#[test]
fn structure_does_not_depend_on_the_cut() {
    let rows: Vec<String> = (0..9000)
        .map(|n| format!("({n},'a7b8c9d0e1f2g{n:05}','it\\'s ''{n}''')"))
        .collect();
    let text = format!(
        "-- dump\nINSERT INTO t (id, api_token, note) VALUES {};\nkind: Secret\ndata:\n  a: dGlnZXI=\n",
        rows.join(",")
    );
    let scan = |size: usize| {
        let mut found = Vec::new();
        let mut scanner = coffer_detect::Scanner::new(Rules::default_pack());
        for chunk in text.as_bytes().chunks(size) {
            scanner.push(chunk, &mut |f| found.push(f));
        }
        scanner.finish(&mut |f| found.push(f));
        found
    };
    let whole = scan(usize::MAX);
    assert_eq!(whole.len(), 9001);
    for size in [13, 4096, 200_000] {
        assert_eq!(scan(size), whole, "{size}");
    }
}

#[test]
fn after_a_table_has_ended_lines_are_read_where_they_stand() {
    let mut text = String::from("id,name,ssn\n1,Ana Example,536227148\n");
    while text.len() < 70 << 10 {
        text.push_str("and then nothing that is a row of it\n");
    }
    // The table ends with the first block, in the middle of a line.
    while text.len() < 140 << 10 {
        text.push_str("plain text between one and the other\n");
    }
    text.push_str("settings:\n  admin_password: |\n    Heron rests there\n  port: 7\n");
    let values = found(&text);
    assert!(values.contains(&"Heron rests there"), "{values:?}");
    assert!(values.contains(&"536227148"), "{values:?}");
    assert!(
        values.iter().all(|one| !one.contains("plain text")),
        "{values:?}"
    );
}
