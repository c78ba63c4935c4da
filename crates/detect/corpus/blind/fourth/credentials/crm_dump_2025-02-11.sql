-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
--
-- Host: db2.crm.example    Database: crm
-- ------------------------------------------------------
-- Server version	8.0.36-28
/*!40101 SET NAMES utf8mb4 */;
/*!40103 SET TIME_ZONE='+00:00' */;

DROP TABLE IF EXISTS `app_settings`;
CREATE TABLE `app_settings` (
  `id` int NOT NULL AUTO_INCREMENT,
  `skey` varchar(80) NOT NULL,
  `svalue` text,
  `is_secret` tinyint(1) DEFAULT '0',
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=31 DEFAULT CHARSET=utf8mb4;

INSERT INTO `app_settings` VALUES
(1,'site_name','Wisła CRM',0),
(2,'smtp_host','smtp.example.com',0),
(3,'smtp_user','⟦?|crm@wisla.example⟧',0),
(4,'smtp_pass','⟦password|Bursztyn_Sopot4⟧',1),
(5,'password_min_length','10',0),
(6,'password_regex','^(?=.*[A-Z])(?=.*\\d).{10,}$',0),
(7,'sms_api_token','⟦access_token|{alnum:40}⟧',1),
(8,'przelewy_crc','⟦secret|{hex:16}⟧',1),
(9,'google_maps_key','⟦api_key|AIza{b64url:35}⟧',1),
(10,'recaptcha_site_key','⟦?|6Lc{b64url:37}⟧',0),
(11,'recaptcha_secret','⟦secret|6Lc{b64url:37}⟧',1),
(12,'slack_webhook','https://hooks.slack.example/services/⟦webhook|T{upper:8}/B{upper:10}/{alnum:24}⟧',1),
(13,'build','2025.2.11-4417',0),
(14,'ldap_bind_pw','⟦password|zurawie!Odlot⟧',1),
(15,'encryption_key','base64:⟦secret|{b64:43}=⟧',1),
(16,'s3_json','{\"bucket\":\"wisla-crm\",\"key\":\"⟦access_key|AKIA{b32:16}⟧\",\"secret\":\"⟦secret_key|{b64:40}⟧\",\"region\":\"eu-central-1\"}',1),
(17,'license_key','⟦license_key|WSL-{upper:5}-{upper:5}-{upper:5}⟧',1),
(18,'secret_question_enabled','1',0);

CREATE TABLE `users` (
  `id` int NOT NULL,
  `login` varchar(40) NOT NULL,
  `email` varchar(120),
  `full_name` varchar(120),
  `passwd` varchar(255),
  `salt` char(16),
  `totp` varchar(64),
  `api_key` varchar(64),
  `remember_token` varchar(100),
  `last_ip` varchar(45),
  `created_at` datetime,
  PRIMARY KEY (`id`)
);
INSERT INTO `users` (`id`,`login`,`email`,`full_name`,`passwd`,`salt`,`totp`,`api_key`,`remember_token`,`last_ip`,`created_at`) VALUES
(1,'admin','⟦email|biuro@wisla.example⟧','Administrator','⟦password_hash|$2y$12$h8VqXrT3nLkZs0WmJdYbCu4fEeGo7PiAa1NtKxQvRzUyHwBcMjS6O⟧',NULL,'⟦totp_secret|{b32:16}⟧','⟦api_key|{hex:40}⟧','⟦session_token|{alnum:60}⟧','10.3.0.5','2019-05-02 09:12:44'),
(2,'⟦?|kzielinska⟧','⟦email|katarzyna.zielinska@wisla.example⟧','⟦person_name|Katarzyna Zielińska⟧','⟦password_hash|$argon2id$v=19$m=65536,t=4,p=1${alnum:22}${alnum:43}⟧',NULL,NULL,NULL,'⟦session_token|{alnum:60}⟧','10.3.0.41','2021-01-18 13:00:01'),
(3,'⟦?|pnowicki⟧','⟦email|p.nowicki@wisla.example⟧','⟦person_name|Paweł Nowicki⟧','⟦password_hash|{hex:40}⟧','⟦salt|{hex:16}⟧',NULL,NULL,NULL,'10.3.0.44','2014-09-30 08:45:10'),
(4,'import',NULL,NULL,'⟦password|import123⟧',NULL,NULL,'⟦api_key|{hex:40}⟧',NULL,'127.0.0.1','2016-02-11 00:00:00'),
(5,'stary_ftp',NULL,NULL,'!',NULL,NULL,NULL,NULL,NULL,'2012-06-01 00:00:00');

CREATE TABLE `klienci` (
  `id` int NOT NULL,
  `imie` varchar(60),
  `nazwisko` varchar(60),
  `pesel` char(11),
  `dowod` varchar(12),
  `adres` varchar(200),
  `telefon` varchar(30),
  `rachunek` char(34),
  `haslo_tel` varchar(60) COMMENT 'haslo do obslugi telefonicznej',
  `pin` char(4),
  `uwagi` text
);
LOCK TABLES `klienci` WRITE;
INSERT INTO `klienci` VALUES
(90117,'⟦person_name|Bogdan⟧','⟦person_name|Wieczorek⟧','⟦national_id|84071203577⟧','⟦national_id|CKT 982916⟧','⟦address|ul. Żeglarska 5/12, 81-718 Sopot⟧','⟦phone|+48 601 555 017⟧','⟦iban|PL61109010140000071219812874⟧','⟦password|jaskółka⟧','⟦pin|4096⟧','Umowa 2023/11/0457, kontakt po 16'),
(90118,'⟦person_name|Halina⟧','⟦person_name|Mazurkiewicz⟧','⟦national_id|91032804627⟧',NULL,'⟦address|os. Piastowskie 44/3, 61-148 Poznań⟧','⟦phone|61 555 01 93⟧',NULL,'⟦password|babcia Zosia⟧','⟦pin|1157⟧','Na rencie, ⟦diagnosis|cukrzyca typu 2⟧; prosi o duży druk'),
(90119,'⟦?|Sklep Pod Kasztanem⟧',NULL,NULL,NULL,'⟦?|Rynek 8, 32-600 Oświęcim⟧',NULL,NULL,NULL,NULL,'zamówienie 7719204418 anulowane');
UNLOCK TABLES;

CREATE TABLE `sessions` (`id` varchar(64), `user_id` int, `payload` text, `last_activity` int);
INSERT INTO `sessions` VALUES ('⟦session|{alnum:40}⟧',2,'a:3:{s:6:\"_token\";s:40:\"⟦csrf_token|{alnum:40}⟧\";s:5:\"theme\";s:4:\"dark\";s:7:\"user_id\";i:2;}',1739270045);
INSERT INTO `sessions` VALUES ('⟦session|{alnum:40}⟧',NULL,'a:1:{s:5:\"theme\";s:5:\"light\";}',1739270101);

CREATE TABLE `mail_queue` (`id` int, `rcpt` varchar(120), `subject` varchar(200), `body` mediumtext, `hash` char(32));
INSERT INTO `mail_queue` VALUES
(5512,'⟦email|bogdan.wieczorek@mail.example⟧','Reset hasła','Dzień dobry Panie ⟦person_name|Bogdanie⟧,\r\n\r\nTwoje nowe hasło: ⟦password|Kaszuby-5512⟧\r\nlub kliknij https://crm.wisla.example/r/⟦reset_token|{alnum:32}⟧\r\n','7815696ecbf1c96e6894b779456d330e'),
(5513,'⟦email|h.mazurkiewicz@mail.example⟧','Kod weryfikacyjny','Kod: ⟦otp|330917⟧ (ważny 10 min). Nie podawaj nikomu hasła.','0cc175b9c0f1b6a831c399e269772661');

CREATE TABLE `oauth_clients` (`id` varchar(36), `name` varchar(60), `secret` varchar(100), `redirect` text);
INSERT INTO `oauth_clients` VALUES ('9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d','Aplikacja mobilna','⟦client_secret|{alnum:40}⟧','wislacrm://callback');

CREATE TABLE `audit` (`ts` datetime, `who` int, `what` varchar(255));
INSERT INTO `audit` VALUES
('2025-02-10 14:02:11',2,'UPDATE users SET passwd=\'***\' WHERE id=3'),
('2025-02-10 14:03:40',1,'login ok, token_id=8812, commit=da39a3ee5e6b4b0d3255bfef95601890afd80709'),
('2025-02-10 14:05:09',2,'karta klienta 90117: numer ⟦card|5166391084722554⟧ usunięty na prośbę klienta');

-- grants exported with pt-show-grants
CREATE USER IF NOT EXISTS `crm`@`10.3.%` IDENTIFIED WITH 'mysql_native_password' AS '⟦password_hash|*{HEX:40}⟧' PASSWORD EXPIRE DEFAULT;
CREATE USER `raport`@`%` IDENTIFIED BY '⟦password|wawel.Smok77⟧';
SET PASSWORD FOR 'backup'@'localhost' = '⟦password|sól_Wieliczka⟧';
CHANGE MASTER TO MASTER_HOST='db1.crm.example', MASTER_USER='repl', MASTER_PASSWORD='⟦password|slave-Bocian⟧', MASTER_LOG_FILE='binlog.000417', MASTER_LOG_POS=15499021;
ALTER USER 'crm'@'10.3.%' PASSWORD HISTORY 5 FAILED_LOGIN_ATTEMPTS 4;
-- Dump completed on 2025-02-11  3:00:41
