#1718870021
cd /opt/crm && ls -la
#1718870055
mysql -h db3.example.com -u crm -p'⟦password|Feder&Kiel_22⟧' crm -e 'show processlist'
#1718870090
mysql -ucrm_ro -p⟦password|leseRatte5⟧ -h db3.example.com crm < /tmp/report.sql
#1718870121
export PGPASSWORD=⟦password|Q!uarkStrudel⟧; psql -h pg1.example.com -U postgres -d billing -c "select count(*) from invoices"
#1718870170
psql "host=pg1.example.com port=5432 dbname=billing user=billing_app password=⟦password|Haselnuss-8⟧ sslmode=verify-full"
#1718870233
curl -s -u admin:⟦password|Gr4nada.Admin⟧ https://nexus.example.com/service/rest/v1/status
curl -H "Authorization: Bearer ⟦access_token|eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJjcm0tYXBpIiwiYXVkIjoiaHR0cHM6Ly9hcGkuZXhhbXBsZS5jb20iLCJleHAiOjE3MTg5MDAwMDB9.{b64url:43}⟧" https://api.example.com/v2/contacts?limit=10
curl -X POST https://login.example.com/oauth2/token -d grant_type=password -d 'username=⟦email|d.laurent@client.example⟧' -d 'password=⟦password|Croissant#75011⟧' -d client_id=crm -d client_secret=⟦client_secret|{alnum:40}⟧
curl -H 'Authorization: Basic ⟦basic_auth|c3ZjX2V4cG9ydDpMaW5kd3VybS0xMg==⟧' 'https://erp.example.com/odata/Orders?$top=5'
curl --cookie "PHPSESSID=⟦session|{lower:26}⟧" https://portal.example.com/export.php
curl -k --header 'PRIVATE-TOKEN: ⟦gitlab_token|glpat-{b64url:20}⟧' "https://gitlab.example.com/api/v4/projects/42/variables"
curl -H "X-Api-Key:⟦api_key|{alnum:40}⟧" -H "Accept: application/json" https://mon.example.com/api/hosts
curl "https://maps.googleapis.com/maps/api/geocode/json?address=Hauptstr&key=⟦api_key|AIza{b64url:35}⟧"
curl https://api.openai.com/v1/models -H "Authorization: Bearer ⟦api_key|sk-proj-{alnum:48}⟧"
curl -u "$USER:$(pass show nexus)" https://nexus.example.com/repository/raw/tool.tgz -o tool.tgz
sha256sum tool.tgz   # cde07f932f72a32ad5ab193221ff6e94d8e279292c9d35bd2a6b3ea3fa1e1799
#1718871002
wget --user=mirror --password=⟦password|sp13gel-Ei⟧ ftp://ftp.example.com/dump.tar.gz
wget https://dl.example.com/agent.deb?sig=<token>
lftp -u 'partner,⟦password|Zitrone7!⟧' sftp://sftp.partner.example
ftp -n ftp.example.com <<END
user upload ⟦password|hochLaden33⟧
put kunden.csv
END
#1718871240
ssh ops@10.20.0.5
⟦password|Kompass-Nord-14⟧
sudo -i
passwd deploy
sudo chage -M 90 deploy
echo "deploy:⟦password|Neuland.6⟧" | sudo chpasswd
useradd -m -p '⟦password_hash|$6${alnum:8}${alnum:86}⟧' kioskuser
echo '⟦password|Kompass-Nord-14⟧' | sudo -S systemctl restart crm
htpasswd -b /etc/nginx/.htpasswd status ⟦password|blinker-links⟧
htpasswd -nbm qa ⟦password|qaqa-2020⟧
openssl passwd -6 ⟦password|Sesamkranz⟧
openssl rsa -in server.key -passin pass:⟦passphrase|Hufeisen.9⟧ -out server.nopass.key
openssl pkcs12 -export -in crm.crt -inkey crm.key -out crm.p12 -passout pass:⟦password|p12-Kirmes⟧
openssl x509 -in crm.crt -noout -fingerprint -sha256
keytool -list -keystore cacerts -storepass ⟦?|changeit⟧
ssh-keygen -lf ~/.ssh/id_ed25519.pub
ssh-keygen -t ed25519 -N '⟦passphrase|mein kleiner schluessel⟧' -f ~/.ssh/id_deploy
cat ~/.ssh/authorized_keys
# ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQH6Sl50zZ2pqi4PeNU1nwb5sNfngikLLK3De36LuQY77ewU8Olo4IVRoXZ5Hqs6TJxw0bZOGyt36pKWeyyZF/doNmRRSubfz/eI8AfCQOCV6cepynNpFioSRG ops@jump01
#1718872019
docker login registry.example.com -u robot -p ⟦password|Rob0ter-Arm⟧
docker run -d -e MYSQL_ROOT_PASSWORD=⟦password|wurzelSepp⟧ -e MYSQL_DATABASE=crm -p 3306:3306 mysql:8.0
docker run --rm -e MYSQL_ROOT_PASSWORD_FILE=/run/secrets/mysql_root mysql:8.0
docker exec crm-redis redis-cli -h cache1 -a ⟦password|7eDf-9912-xx⟧ --no-auth-warning info
kubectl create secret generic smtp --from-literal=user=mailer --from-literal=password='⟦password|Brief.Taube⟧' -n crm
kubectl get secret smtp -n crm -o jsonpath='{.data.password}' | base64 -d
echo -n '⟦password|Brief.Taube⟧' | base64
echo ⟦password|QnJpZWYuVGF1YmU=⟧ | base64 -d
#1718872500
export AWS_ACCESS_KEY_ID=⟦access_key|AKIA{upper:16}⟧
export AWS_SECRET_ACCESS_KEY=⟦secret_key|{b64:40}⟧
aws configure set aws_secret_access_key ⟦secret_key|{b64:40}⟧ --profile old
aws secretsmanager get-secret-value --secret-id crm/prod/db --query SecretString
export VAULT_TOKEN=⟦token|hvs.CAESI{b64url:86}⟧
vault kv put secret/crm/ldap bind_pw="⟦password|Enzian_blau7⟧" ttl=24h
vault operator unseal ⟦secret|{b64:44}⟧
gh auth login --with-token <<< ⟦github_token|gho_{alnum:36}⟧
git remote set-url origin https://⟦?|pkaya⟧:⟦github_token|ghp_{alnum:36}⟧@github.com/acme-demo/crm.git
git cherry-pick d5892c57f09f716c39f180e4327ab7f00acba869
heroku config:set SENDGRID_KEY=⟦api_key|SG.{b64url:22}.{b64url:43}⟧ NODE_ENV=production
#1718873300
ldapsearch -x -H ldaps://dc1.corp.example -D "CN=svc-ldap,OU=Svc,DC=corp,DC=example" -w '⟦password|B1nd-Faden!⟧' -b "DC=corp,DC=example" "(sAMAccountName=⟦?|pkaya⟧)" pwdLastSet
ldappasswd -H ldap://dc1 -D cn=admin,dc=corp,dc=example -w ⟦password|Admiral-v9⟧ -s ⟦password|Willkommen-24⟧ "uid=⟦?|tfischer⟧,ou=people,dc=corp,dc=example"
smbclient //fs01/daten -U 'CORP/⟦?|pkaya⟧%⟦password|Kaya!istanbul⟧'
mount -t cifs //fs01/daten /mnt -o username=⟦?|pkaya⟧,password=⟦password|Kaya!istanbul⟧,vers=3.0
rdesktop -u Administrator -p ⟦password|W1nServer#Fjord⟧ 10.20.0.77
snmpwalk -v2c -c ⟦community|pr1vate-ring⟧ 10.20.0.1 sysDescr
snmpget -v3 -u nms -l authPriv -a SHA -A ⟦password|authLaterne1⟧ -x AES -X ⟦password|privLaterne2⟧ 10.20.0.1 sysUpTime.0
ipmitool -I lanplus -H 10.20.0.200 -U ADMIN -P ⟦password|ipmi.Bord⟧ chassis status
sqlcmd -S sql1.example.com -U sa -P "⟦password|SaSaSa!2019x⟧" -Q "select @@version"
mongosh "mongodb://root:⟦password|Mung0.Bohne⟧@mongo1:27017,mongo2:27017/admin?replicaSet=rs0&authSource=admin"
PGPASSFILE=~/.pgpass pg_dump -Fc billing > billing.dump
rabbitmqctl add_user crm ⟦password|Hoppel-Hase2⟧
nmcli dev wifi connect "Buero-5G" password "⟦wifi_password|Kaffeekueche 3.OG⟧"
http POST https://api.example.com/sessions login=⟦?|tfischer⟧ password=⟦password|Willkommen-24⟧ otp=⟦otp|118402⟧
restic -r s3:s3.example.com/bk --password-file /root/.restic snapshots
gpg --batch --passphrase "⟦passphrase|Uhu in der Nacht⟧" -d backup.gpg > backup.tar
zip -P ⟦password|R3ise-Zip⟧ -r kunden.zip kunden/
history | grep -i passw
