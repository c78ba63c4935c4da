-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
-- Host: 10.8.0.14    Database: clubportal
-- ------------------------------------------------------
-- Server version	8.0.36-0ubuntu0.22.04.1
/*!40101 SET NAMES utf8mb4 */;
-- CREATE USER 'portal'@'%' IDENTIFIED BY '⟦password|tennis-Aufschlag7⟧';
-- ALTER USER 'report'@'localhost' IDENTIFIED WITH mysql_native_password AS '⟦password_hash|*{HEX:40}⟧';
GRANT SELECT ON clubportal.* TO 'report'@'localhost';

DROP TABLE IF EXISTS `users`;
CREATE TABLE `users` (
  `id` int NOT NULL AUTO_INCREMENT,
  `login` varchar(60) NOT NULL,
  `passwd` varchar(255) NOT NULL COMMENT 'bcrypt, legacy md5',
  `email` varchar(190) DEFAULT NULL,
  `first_name` varchar(60) DEFAULT NULL,
  `last_name` varchar(60) DEFAULT NULL,
  `phone` varchar(40) DEFAULT NULL,
  `born` date DEFAULT NULL,
  `totp_secret` varchar(64) DEFAULT NULL,
  `api_token` char(40) DEFAULT NULL,
  `password_changed_at` datetime DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=6 DEFAULT CHARSET=utf8mb4;
INSERT INTO `users` VALUES
(1,'admin','⟦password_hash|$2y$12${alnum:53}⟧','⟦?|admin@club.example⟧','Admin','',NULL,NULL,'⟦secret|{b32:32}⟧','⟦access_token|{hex:40}⟧','2023-12-01 10:00:00'),
(2,'⟦?|ines.kellermann⟧','⟦password_hash|$2y$12${alnum:53}⟧','⟦email|ines.kellermann@club.example⟧','⟦person_name|Ines⟧','⟦person_name|Kellermann⟧','⟦phone|+41 79 555 30 18⟧','⟦birth_date|1981-05-19⟧',NULL,NULL,'2024-02-11 18:22:40'),
(3,'⟦?|bruno_a⟧','⟦password_hash|{hex:32}⟧','⟦email|b.aebischer@post.example⟧','⟦person_name|Bruno⟧','⟦person_name|Aebischer⟧','⟦phone|031 555 09 72⟧','⟦birth_date|1967-10-03⟧',NULL,NULL,NULL),
(4,'⟦?|delphine⟧','⟦password_hash|$argon2id$v=19$m=65536,t=4,p=1${b64:22}${b64:43}⟧','⟦email|delphine.rochat@romandie.example⟧','⟦person_name|Delphine⟧','⟦person_name|Rochat⟧','⟦phone|0041795550633⟧','⟦birth_date|1995-01-28⟧','⟦secret|{b32:32}⟧','⟦access_token|{hex:40}⟧','2024-03-30 07:11:09'),
(5,'kasse','⟦password|kasse1⟧','⟦?|kasse@club.example⟧','Kasse','Clubhaus','⟦?|031 555 40 00⟧',NULL,NULL,NULL,NULL);

DROP TABLE IF EXISTS `settings`;
CREATE TABLE `settings` (`k` varchar(80) NOT NULL, `v` text, PRIMARY KEY (`k`)) ENGINE=InnoDB;
INSERT INTO `settings` (`k`,`v`) VALUES
('site_name','Tennisclub Aareblick'),
('smtp_host','mail.club.example'),
('smtp_user','newsletter'),
('smtp_password','⟦password|Filz&Saite⟧'),
('password_min_length','8'),
('password_reset_enabled','1'),
('session_timeout','1800'),
('mollie_key','⟦api_key|live_{alnum:30}⟧'),
('twint_secret','⟦secret|{hex:48}⟧'),
('ftp_backup','ftp://clubback:⟦password|Rasen%23Platz2⟧@nas.club.example/backup'),
('wifi_gast','⟦wifi_password|spielsatzsieg⟧'),
('crypt_salt','⟦secret|{alnum:16}⟧'),
('google_analytics','UA-40219938-2'),
('schema_version','20240402081533'),
('ical_url','https://portal.club.example/ical/⟦secret|{hex:24}⟧.ics'),
('mail_signature','Sportliche Grüsse, ⟦person_name|Ines Kellermann⟧, Sekretariat');

DROP TABLE IF EXISTS `sessions`;
CREATE TABLE `sessions` (`sid` varchar(64), `user_id` int, `ip` varchar(45), `data` text, `expires` int);
INSERT INTO `sessions` VALUES ('⟦session|{alnum:32}⟧',2,'203.0.113.190','uid|i:2;csrf|s:32:\"⟦?|{hex:32}⟧\";last|i:1712044801;',1712048401);
INSERT INTO `sessions` VALUES ('⟦session|{alnum:32}⟧',4,'198.51.100.71','uid|i:4;login_pw|s:13:\"⟦password|Fondue-moitie⟧\";last|i:1712044990;',1712048590);

DROP TABLE IF EXISTS `oauth_clients`;
CREATE TABLE `oauth_clients` (`client_id` varchar(80), `client_secret` varchar(80), `redirect_uri` varchar(255), `rsa_public_key` text);
INSERT INTO `oauth_clients` VALUES ('app-android','⟦client_secret|{alnum:40}⟧','https://portal.club.example/cb','⟦|MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA{b64:120}⟧');

DROP TABLE IF EXISTS `password_resets`;
CREATE TABLE `password_resets` (`email` varchar(190), `token` varchar(100), `created_at` datetime);
INSERT INTO `password_resets` VALUES ('⟦email|b.aebischer@post.example⟧','⟦access_token|{hex:64}⟧','2024-04-01 21:09:44');

DROP TABLE IF EXISTS `payments`;
CREATE TABLE `payments` (`id` int, `user_id` int, `invoice` varchar(20), `amount` decimal(8,2), `iban` varchar(34), `card_no` varchar(20), `holder` varchar(80), `ref` varchar(40));
INSERT INTO `payments` VALUES
(7001,2,'R-2024-0118',420.00,'⟦iban|CH6500790589713586606⟧',NULL,'⟦person_name|I. Kellermann⟧','a0f1c9e2'),
(7002,3,'R-2024-0119',420.00,NULL,'⟦card|374288910288819⟧','⟦person_name|BRUNO AEBISCHER⟧','b83d0712'),
(7003,4,'R-2024-0121',180.50,NULL,'************4417','⟦person_name|D Rochat⟧','c1127fe0');

DROP TABLE IF EXISTS `audit`;
CREATE TABLE `audit` (`at` datetime, `who` int, `what` text, `commit_id` char(40));
INSERT INTO `audit` VALUES ('2024-04-02 08:15:33',1,'migration 20240402081533 applied','⟦|{hex:40}⟧');
INSERT INTO `audit` VALUES ('2024-04-02 08:20:10',1,'reset password of user 3 to ⟦password|Netzroller!24⟧ (sent by phone)',NULL);
INSERT INTO `audit` VALUES ('2024-04-02 08:31:57',2,'changed address of member 3: ⟦address|Länggassstrasse 61, 3012 Bern⟧',NULL);
INSERT INTO `audit` VALUES ('2024-04-02 09:02:00',2,'AHV-Nr. ⟦national_id|756.7768.8806.86⟧ added for trainer ⟦person_name|Luca Bernasconi⟧',NULL);
INSERT INTO `audit` VALUES ('2024-04-02 09:05:41',2,'password policy viewed',NULL);
-- Dump completed on 2024-04-02 23:00:04
