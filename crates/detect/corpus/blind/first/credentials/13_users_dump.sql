-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
-- Host: db3.example.com    Database: forum
-- ------------------------------------------------------
-- Server version	8.0.36-commercial
/*!40101 SET NAMES utf8mb4 */;
/*!50503 SET character_set_client = utf8mb4 */;

CREATE USER 'forum'@'10.%' IDENTIFIED WITH mysql_native_password AS '⟦password_hash|*{HEX:40}⟧' REQUIRE NONE PASSWORD EXPIRE DEFAULT ACCOUNT UNLOCK;
GRANT ALL PRIVILEGES ON `forum`.* TO 'forum'@'10.%';
CREATE USER 'report'@'%' IDENTIFIED BY '⟦password|Bl1tz&Donner⟧';
SET PASSWORD FOR 'alt'@'localhost' = PASSWORD('⟦password|uralt1999⟧');

DROP TABLE IF EXISTS `users`;
CREATE TABLE `users` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `login` varchar(60) NOT NULL,
  `full_name` varchar(120) DEFAULT NULL,
  `email` varchar(190) NOT NULL,
  `password` varchar(255) NOT NULL COMMENT 'bcrypt, min length 8',
  `remember_token` varchar(100) DEFAULT NULL,
  `api_key` char(40) DEFAULT NULL,
  `password_changed_at` datetime DEFAULT NULL,
  `avatar_hash` char(32) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=5011 DEFAULT CHARSET=utf8mb4;

LOCK TABLES `users` WRITE;
INSERT INTO `users` VALUES
(5001,'⟦?|helga.b⟧','⟦person_name|Helga Brockmann⟧','⟦email|helga.b@mitglied.example⟧','⟦password_hash|$2y$10${alnum:53}⟧','⟦token|{alnum:60}⟧','⟦api_key|{hex:40}⟧','2023-11-02 08:11:40','fa86d7f76b35810bfa4b58a4193d519d'),
(5002,'⟦?|tomek⟧','⟦person_name|Tomasz Wiśniewski⟧','⟦email|tomek.w@mitglied.example⟧','⟦password_hash|$2y$10${alnum:53}⟧',NULL,NULL,'2022-01-19 17:40:03','eed4f74577f9193d40473a04b0498016'),
(5003,'⟦?|mjdiaz⟧','⟦person_name|María José Díaz⟧','⟦email|mj.diaz@mitglied.example⟧','⟦password_hash|$argon2id$v=19$m=65536,t=4,p=1${b64:22}${b64:43}⟧','⟦token|{alnum:60}⟧',NULL,'2024-02-27 21:05:59',NULL),
(5004,'⟦?|oldtimer⟧',NULL,'⟦email|oldtimer@mitglied.example⟧','⟦password_hash|{hex:32}⟧',NULL,'⟦api_key|{hex:40}⟧',NULL,'08035eb7a1aa5da2f6515f9cecca5a77'),
(5005,'⟦?|sven_s⟧','⟦person_name|Sven Sjöberg⟧','⟦email|sven@mitglied.example⟧','⟦password_hash|$P$B{alnum:31}⟧',NULL,NULL,'2019-06-30 12:00:00',NULL);
UNLOCK TABLES;

-- Table `password_resets`
INSERT INTO `password_resets` (`email`, `token`, `created_at`) VALUES ('⟦email|tomek.w@mitglied.example⟧','⟦password_hash|$2y$10${alnum:53}⟧','2024-04-01 07:12:18'),('⟦email|sven@mitglied.example⟧','⟦reset_token|{hex:64}⟧','2024-04-01 09:44:02');

-- Table `sessions`
INSERT INTO `sessions` (`id`,`user_id`,`ip_address`,`user_agent`,`payload`,`last_activity`) VALUES
('⟦session|{alnum:40}⟧',5001,'198.51.100.31','Mozilla/5.0 (X11; Linux x86_64)','⟦?|YTozOntzOjY6Il90b2tlbiI7czo0MDoi{b64:80}⟧',1711961120),
('⟦session|{alnum:40}⟧',NULL,'198.51.100.8','curl/8.4.0','⟦?|YToyOntzOjY6Il90b2tlbiI7czo0MDoi{b64:80}⟧',1711961177);

-- Table `personal_access_tokens`
INSERT INTO `personal_access_tokens` VALUES (11,'App\\Models\\User',5001,'ci','⟦token|{hex:64}⟧','[\"*\"]',NULL,'2024-03-30 10:00:00');
-- Table `oauth_clients`
INSERT INTO `oauth_clients` (`id`,`name`,`secret`,`redirect`,`password_client`,`revoked`) VALUES (2,'Mobile App','⟦client_secret|{alnum:40}⟧','https://forum.example.com/cb',1,0);
-- Table `settings`
INSERT INTO `settings` (`name`,`value`) VALUES
('site_title','Forum der Gartenfreunde'),
('smtp_host','smtp.example.com'),
('smtp_pass','⟦password|Giesskanne_12⟧'),
('min_password_length','8'),
('password_salt','⟦salt|{alnum:32}⟧'),
('cron_key','⟦secret|{alnum:20}⟧'),
('recaptcha_private_key','⟦secret|6L{b64url:38}⟧'),
('db_version','2024040101'),
('build_sha','e6f9011e392ec222a9902e3e7663bca529844a09');

-- wp_options / wp_usermeta (second schema)
INSERT INTO `wp_options` VALUES (118,'mailserver_pass','⟦?|password⟧','yes'),(119,'mailserver_login','⟦?|login@example.com⟧','yes'),(120,'wp_mail_smtp','a:2:{s:4:\"smtp\";a:3:{s:4:\"host\";s:16:\"smtp.example.com\";s:4:\"user\";s:5:\"forum\";s:4:\"pass\";s:12:\"⟦password|Petersilie_4⟧\";}}','yes');
INSERT INTO `wp_users` VALUES (1,'⟦?|admin⟧','⟦password_hash|$P$B{alnum:31}⟧','admin','⟦email|gartenchef@mitglied.example⟧','','2015-03-03 11:20:00','1712001122:⟦password_hash|$P$B{alnum:31}⟧',0,'admin');

--
-- PostgreSQL database cluster dump (same server family, pg_dumpall --globals)
--
CREATE ROLE billing;
ALTER ROLE billing WITH NOSUPERUSER INHERIT LOGIN PASSWORD '⟦password_hash|SCRAM-SHA-256$4096:{b64:22}==${b64:43}=:{b64:43}=⟧';
ALTER ROLE legacy WITH LOGIN PASSWORD '⟦password_hash|md5{hex:32}⟧';
CREATE USER MAPPING FOR billing SERVER dwh OPTIONS (user 'dwh_reader', password '⟦password|Kornspeicher⟧');
CREATE SUBSCRIPTION sub1 CONNECTION 'host=10.0.9.2 port=5432 user=repl password=⟦password|Abo-Nennt⟧ dbname=bill' PUBLICATION pub1;
COPY public.auth_user (id, password, last_login, is_superuser, username, first_name, last_name, email, is_staff) FROM stdin;
1	⟦password_hash|pbkdf2_sha256$600000${alnum:22}${b64:43}=⟧	2024-03-29 06:12:00+00	t	⟦?|root⟧			⟦?|root@example.com⟧	t
2	⟦password_hash|pbkdf2_sha256$600000${alnum:22}${b64:43}=⟧	\N	f	⟦?|afontaine⟧	⟦person_name|Aurélie⟧	⟦person_name|Fontaine⟧	⟦email|a.fontaine@client.example⟧	f
3	⟦?|!79LuKwvWvEG4Yn0AuUNH8SbzhU3fKJA3YaCbihwz⟧	\N	f	⟦?|ldapuser⟧			⟦?|ldapuser@example.com⟧	f
\.
COPY public.authtoken_token (key, created, user_id) FROM stdin;
⟦token|{hex:40}⟧	2024-01-08 13:02:55+00	1
⟦token|{hex:40}⟧	2024-02-11 08:31:17+00	2
\.
COPY public.django_migrations (id, app, name, applied) FROM stdin;
7	auth	0007_alter_validators_add_error_messages	2023-05-01 10:00:00+00
8	auth	0010_alter_group_name_max_length	2023-05-01 10:00:00+00
\.

-- SQL Server
CREATE LOGIN [webapp] WITH PASSWORD = N'⟦password|Str@ssenbahn#7⟧', DEFAULT_DATABASE=[Shop], CHECK_POLICY=OFF
CREATE LOGIN [etl] WITH PASSWORD = 0x⟦password_hash|0200{HEX:136}⟧ HASHED, SID = 0x5F01283ACC2833E1C60E58F306084663
INSERT [dbo].[AspNetUsers] ([Id],[UserName],[PasswordHash],[SecurityStamp],[PhoneNumber],[LockoutEnabled]) VALUES (N'a04f2fb1-7680-423b-987c-3140fe195486', N'⟦?|kees⟧', N'⟦password_hash|AQAAAAEAACcQAAAAE{b64:65}==⟧', N'⟦?|e0b3cbd4-5b35-4ca0-9f57-5c90f498586b⟧', N'⟦phone|+31 6 5550 1142⟧', 1)
-- Oracle
ALTER USER erp IDENTIFIED BY "⟦password|Tiger_Katze9⟧";
CREATE USER hr IDENTIFIED BY VALUES 'S:⟦password_hash|{HEX:60}⟧';
CREATE DATABASE LINK dwh CONNECT TO dwh_ro IDENTIFIED BY ⟦password|kettengliedX⟧ USING 'DWH';
-- Mongo export appended by customer
-- {"_id":{"$oid":"f0921633fd7549f1edc31a73"},"username":"⟦?|lila⟧","hash":"⟦password_hash|{hex:128}⟧","salt":"⟦salt|{hex:32}⟧","verifyToken":"⟦token|{b64url:32}⟧","__v":0}
-- Dump completed on 2024-04-02  3:00:14
