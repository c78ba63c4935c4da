# ===== main.tf (uploaded by customer, ticket 55102) =====
terraform {
  required_version = ">= 1.5.0"
  backend "s3" {
    bucket     = "acme-tfstate-prod"
    key        = "network/terraform.tfstate"
    region     = "eu-west-1"
    access_key = "⟦access_key|AKIA{upper:16}⟧"
    secret_key = "⟦secret_key|{b64:40}⟧"
  }
}

provider "azurerm" {
  features {}
  subscription_id = "d8c5defa-4d40-465d-a0b8-ae75fcef4961"
  tenant_id       = "aeb0be7d-ee90-454e-9743-96fe2aa9379a"
  client_id       = "⟦?|0e21fd0c-72df-44d7-a508-ad4813cf4cee⟧"
  client_secret   = "⟦client_secret|{alnum:3}8Q~{alnum:34}⟧"
}

provider "vault" {
  address = "https://vault.example.com:8200"
  token   = "⟦token|hvs.{alnum:24}⟧"
}

provider "cloudflare" {
  api_token = "⟦api_token|{b64url:40}⟧" # TODO move to vault
}

provider "vsphere" {
  user                 = "⟦?|svc-terraform@vsphere.local⟧"
  password             = "⟦password|Vmw4re!Steinpilz⟧"
  vsphere_server       = "vc01.example.com"
  allow_unverified_ssl = true
}

provider "datadog" {
  api_key = var.datadog_api_key
  app_key = "⟦api_key|{hex:40}⟧"
}

variable "db_password" {
  type      = string
  sensitive = true
  default   = "⟦password|Birke-&-Buche-19⟧"
}

variable "password_length" {
  default = 24
}

resource "random_password" "admin" {
  length           = var.password_length
  special          = true
  override_special = "!#$%&*()-_=+[]{}<>:?"
}

resource "aws_db_instance" "main" {
  identifier                  = "crm-prod"
  engine                      = "mysql"
  username                    = "⟦?|crmadmin⟧"
  password                    = var.db_password
  manage_master_user_password = false
  kms_key_id                  = "arn:aws:kms:eu-west-1:⟦?|111122223333⟧:key/9e8848f7-875b-4d79-b649-b007bc783ffd"
}

resource "aws_key_pair" "deployer" {
  key_name   = "deployer"
  public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMV0r6Si/aA6fhloRsVRHJ9spHGdGXvFH4wrgTpb6f/f deployer@build01"
}

resource "aws_instance" "legacy" {
  ami           = "ami-0c1f7d3e9a2b84f60"
  instance_type = "t3.medium"
  user_data     = <<-EOT
    #!/bin/bash
    echo 'root:⟦password|Flachland-2280⟧' | chpasswd
    net use \\fs01\share /user:EXAMPLE\svcshare ⟦password|Trommel&Pauke⟧
    curl -H "X-Vault-Token: ⟦token|s.{alnum:24}⟧" https://vault.example.com/v1/secret/data/crm
    export GITLAB_TOKEN="⟦gitlab_token|glpat-{b64url:20}⟧"
  EOT
}

resource "kubernetes_secret" "app" {
  metadata { name = "crm" }
  data = {
    DB_PASS  = var.db_password
    FCM_KEY  = "⟦api_key|AIza{b64url:35}⟧"
    HMAC     = base64encode("⟦secret|tangerine-lock-5519-zz⟧")
    SMTP_PWD = data.vault_generic_secret.smtp.data["password"]
  }
}

# ===== terraform plan -no-color | tee plan.txt =====
#
# Terraform will perform the following actions:
#
#   # aws_ssm_parameter.legacy_pw will be updated in-place
#   ~ resource "aws_ssm_parameter" "legacy_pw" {
#         id      = "/crm/legacy/password"
#       ~ type    = "String" -> "SecureString"
#       ~ value   = "⟦password|altesKennwort1⟧" -> "⟦password|neues-Kennwort-88⟧"
#         version = 7
#     }
#
#   # aws_db_instance.main will be updated in-place
#   ~ resource "aws_db_instance" "main" {
#       ~ password = (sensitive value)
#         endpoint = "crm-prod.c9x1.eu-west-1.rds.amazonaws.com:3306"
#     }
#
#   # azurerm_storage_account.docs must be replaced
# -/+ resource "azurerm_storage_account" "docs" {
#       ~ primary_access_key        = "⟦secret_key|{b64:86}==⟧" -> (known after apply)
#       ~ primary_connection_string = "DefaultEndpointsProtocol=https;AccountName=crmdocs;AccountKey=⟦secret_key|{b64:86}==⟧;EndpointSuffix=core.windows.net" -> (known after apply)
#     }
#
# Plan: 1 to add, 2 to change, 1 to destroy.
#
# ===== terraform state pull (excerpt) =====
# {
#   "version": 4, "terraform_version": "1.7.5", "serial": 412, "lineage": "836e8205-ecac-4af7-9934-b6356384c1fb",
#   "outputs": {
#     "vpn_psk": { "value": "⟦psk|{alnum:32}⟧", "type": "string", "sensitive": true },
#     "lb_dns": { "value": "crm-lb-118822.eu-west-1.elb.amazonaws.com", "type": "string" }
#   },
#   "resources": [
#     { "type": "random_password", "name": "admin", "instances": [ { "attributes": {
#         "bcrypt_hash": "⟦password_hash|$2a$10${alnum:53}⟧",
#         "id": "none", "length": 24, "lower": true, "min_lower": 0, "special": true,
#         "result": "⟦password|Jx{alnum:18}!_9q⟧" } } ] },
#     { "type": "tls_private_key", "name": "bastion", "instances": [ { "attributes": {
#         "algorithm": "RSA", "rsa_bits": 2048,
#         "private_key_pem": "⟦private_key|-----BEGIN RSA PRIVATE KEY-----\nMIIEow{b64:58}\n{b64:64}\n{b64:64}\n{b64:32}\n-----END RSA PRIVATE KEY-----\n⟧",
#         "public_key_fingerprint_sha256": "SHA256:d0p04Coilfi6MiIpZNH6MMaP/7WtBHOA6ltTk24Ywzr" } } ] },
#     { "type": "aws_iam_access_key", "name": "ses", "instances": [ { "attributes": {
#         "id": "⟦access_key|AKIA{upper:16}⟧", "secret": "⟦secret_key|{b64:40}⟧",
#         "ses_smtp_password_v4": "⟦password|B{b64:43}⟧", "status": "Active", "user": "ses-mailer" } } ] },
#     { "type": "google_service_account_key", "name": "bq", "instances": [ { "attributes": {
#         "name": "projects/crm-prod/serviceAccounts/⟦?|bq@crm-prod.iam.gserviceaccount.com⟧/keys/f5eb04d8f675d8a9368db8f233a33951c5a83da3",
#         "private_key": "⟦private_key|ewogICJ0eXBlIjogInNlcnZpY2VfYWNjb3VudCIsCiAg{b64:160}⟧" } } ] }
#   ]
# }
# ===== terraform.tfvars =====
# db_password       = "⟦password|Birke-&-Buche-19⟧"
# datadog_api_key   = "⟦api_key|{hex:32}⟧"
# wifi_passphrase   = "⟦password|gute nachbarn trinken tee⟧"
# secret_name       = "crm/prod/db"
# rotation_lambda   = "arn:aws:lambda:eu-west-1:⟦?|111122223333⟧:function:rotate-secret"
