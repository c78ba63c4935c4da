# --- main.tf / providers.tf / prod.auto.tfvars concatenated, state excerpt at the bottom (case 00318842) ---
terraform {
  required_version = ">= 1.6.0"
  backend "s3" {
    bucket     = "mesa-tfstate"
    key        = "prod/network/terraform.tfstate"
    region     = "us-west-2"
    access_key = "⟦access_key_id|AKIA{b32:16}⟧"
    secret_key = "⟦secret_access_key|{b64:40}⟧"
  }
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.40" }
  }
}

provider "aws" {
  region = var.region
  assume_role {
    role_arn    = "arn:aws:iam::482210937715:role/terraform"
    external_id = "⟦?|mesa-ext-7714⟧"
  }
}

provider "datadog" {
  api_key = "⟦api_key|{hex:32}⟧"
  app_key = "⟦app_key|{hex:40}⟧"
}

provider "cloudflare" {
  api_token = "⟦api_token|{b64url:40}⟧"
}

provider "azurerm" {
  features {}
  subscription_id = "0e5d2a61-1c9b-4d58-8b2f-7f3a6ce4d110"
  tenant_id       = "a94c77d3-2f60-45b1-9a0e-5cb7d8e2f631"
  client_id       = "71b6e0f9-d45a-4c28-83c1-2e9f50a7b84d"
  client_secret   = "⟦client_secret|Vq18Q~{alnum:34}⟧"
}

provider "github" {
  owner = "mesa-freight"
  token = "⟦github_token|github_pat_{alnum:22}_{alnum:59}⟧"
}

variable "db_password" {
  description = "Master password, at least 16 chars"
  type        = string
  sensitive   = true
  default     = "⟦password|Adobe-Canyon-0417⟧"
}

variable "region" {
  default = "us-west-2"
}

resource "random_password" "admin" {
  length           = 24
  special          = true
  override_special = "!#$%&*()-_=+[]{}<>:?"
}

resource "aws_db_instance" "main" {
  identifier                  = "mesa-prod"
  engine                      = "postgres"
  engine_version              = "15.6"
  username                    = "mesa_admin"
  password                    = var.db_password
  manage_master_user_password = null
  kms_key_id                  = "arn:aws:kms:us-west-2:482210937715:key/6f1c0d52-9b1a-4ad4-8f2d-55b9c40dc812"
}

resource "aws_instance" "bastion" {
  ami           = "ami-0c2ab3b8efb09f272"
  instance_type = "t3.small"
  key_name      = "mesa-bastion-2023"
  user_data     = <<-EOT
    #!/bin/bash
    set -e
    useradd -m ops && echo 'ops:⟦password|Tumbleweed#66⟧' | chpasswd
    curl -fsSL -H "PRIVATE-TOKEN: ⟦gitlab_token|glpat-{b64url:20}⟧" https://git.mesafreight.example/api/v4/projects/41/repository/archive.tar.gz | tar xz
    echo "export CONSUL_HTTP_TOKEN=⟦token|b1a7e7d2-0f4e-4f0b-9d63-5e2c8c7f4a19⟧" >> /etc/profile.d/consul.sh
    mysql -h db.mesafreight.example -uroot -p'⟦password|sagebrush 12⟧' -e 'select 1'
  EOT
}

resource "aws_key_pair" "ops" {
  key_name   = "mesa-bastion-2023"
  public_key = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQCpSLijFaMnPOjxs/jHWpbCD4tJRI1FxZhwiUt7zutUxnyqxU8jIqJfW8wfIHsP/zkJm+MzjJC6UeJm+sN510U5BtPYSgW0UL8A8gCW+O0GK1ZLL0/+/c0jlwtSSVy0BqkVHjg2O57AU0Kb3A/2I3VkG1+HTElUDQRrTMuzpG9Xa+rixt6Kt/I ops@mesa"
}

resource "aws_ssm_parameter" "smtp" {
  name  = "/prod/smtp/password"
  type  = "SecureString"
  value = "⟦password|B{b64:43}⟧" # SES SMTP password
}

data "vault_generic_secret" "stripe" {
  path = "secret/prod/stripe"
}

# ---------- prod.auto.tfvars ----------
environment          = "prod"
tailscale_auth_key   = "⟦auth_key|tskey-auth-k{alnum:10}CNTRL-{alnum:32}⟧"
grafana_auth         = "admin:⟦password|graf-Mesa-01⟧"
pagerduty_token      = "⟦api_token|u+{alnum:18}⟧"
vpn_psk              = "⟦pre_shared_key|{alnum:32}⟧"
alert_emails         = ["⟦email|dolores.chavez@mesafreight.example⟧", "⟦email|t.yazzie@mesafreight.example⟧"]
db_snapshot_id       = "rds:mesa-prod-2025-03-30-07-11"
ssl_policy           = "ELBSecurityPolicy-TLS13-1-2-2021-06"
secret_rotation_days = 30
# owner: ⟦person_name|Dolores Chavez⟧, backup: ⟦person_name|Tom Yazzie⟧

# ---------- terraform.tfstate (excerpt) ----------
# {
#   "version": 4,
#   "terraform_version": "1.7.5",
#   "serial": 1183,
#   "lineage": "c3b6b1d4-10fb-4f59-8e5a-7b2c9d0e6f13",
#   "outputs": { "admin_password": { "value": "⟦password|kT9]wq<2Lr:Zb_4-mV7!xPc0⟧", "type": "string", "sensitive": true } },
#   "resources": [
#     { "type": "aws_iam_access_key", "name": "deployer", "instances": [ { "attributes": {
#         "id": "⟦access_key_id|AKIA{b32:16}⟧", "user": "deployer", "status": "Active",
#         "secret": "⟦secret_access_key|{b64:40}⟧",
#         "ses_smtp_password_v4": "⟦password|B{b64:43}⟧" } } ] },
#     { "type": "random_password", "name": "admin", "instances": [ { "attributes": {
#         "bcrypt_hash": "⟦password_hash|$2a$10${alnum:53}⟧", "id": "none", "length": 24, "min_lower": 0,
#         "result": "⟦password|kT9]wq<2Lr:Zb_4-mV7!xPc0⟧" } } ] },
#     { "type": "tls_private_key", "name": "ci", "instances": [ { "attributes": {
#         "algorithm": "ED25519", "id": "0a1c8526a79be73d589a288a11cad381d5a68901",
#         "public_key_fingerprint_sha256": "SHA256:fEusHWpc0ZhbL+JEJoAXiwWNWyu4ftW1oqWVhz2MwI9",
#         "private_key_openssh": "⟦private_key|-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAE{b64:32}\n{b64:70}\n{b64:70}\n{b64:26}==\n-----END OPENSSH PRIVATE KEY-----\n⟧" } } ] }
#   ],
#   "check_results": null
# }
#
# Error: error configuring S3 Backend: error validating provider credentials: error calling sts:GetCallerIdentity:
# operation error STS: GetCallerIdentity, https response error StatusCode: 403, RequestID: 3e6d1c0b-5a8f-4a7e-b2b0-f60a45ce0d27,
# api error InvalidClientTokenId: The security token included in the request is invalid.
