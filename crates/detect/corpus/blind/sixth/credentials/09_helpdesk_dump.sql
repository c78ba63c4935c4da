-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
--
-- Host: db-mad-01    Database: atento_helpdesk
-- ------------------------------------------------------
-- Server version	8.0.36-0ubuntu0.22.04.1

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!50503 SET NAMES utf8mb4 */;

--
-- Table structure for table `users`
--

DROP TABLE IF EXISTS `users`;
CREATE TABLE `users` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `login` varchar(60) NOT NULL,
  `nombre` varchar(120) DEFAULT NULL,
  `email` varchar(190) NOT NULL,
  `password` varchar(255) NOT NULL,
  `remember_token` varchar(100) DEFAULT NULL,
  `totp_secret` varchar(64) DEFAULT NULL,
  `password_changed_at` datetime DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `users_email_unique` (`email`)
) ENGINE=InnoDB AUTO_INCREMENT=415 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;

LOCK TABLES `users` WRITE;
INSERT INTO `users` VALUES
(1,'admin','Administrador','⟦?|soporte@atento-mesa.example⟧','⟦password_hash|$2y$10${alnum:53}⟧','⟦remember_token|{alnum:60}⟧','⟦totp_secret|{b32:32}⟧','2024-08-19 10:02:11'),
(2,'⟦?|mgarrido⟧','⟦person_name|Marta Garrido Pons⟧','⟦email|marta.garrido@atento-mesa.example⟧','⟦password_hash|$2y$10${alnum:53}⟧',NULL,NULL,'2024-11-30 16:45:02'),
(17,'⟦?|jiribarren⟧','⟦person_name|Joseba Iribarren⟧','⟦email|j.iribarren@atento-mesa.example⟧','⟦password_hash|$argon2id$v=19$m=65536,t=4,p=1${b64:22}${b64:43}⟧','⟦remember_token|{alnum:60}⟧','⟦totp_secret|{b32:16}⟧','2025-01-07 09:00:00'),
(18,'⟦?|lsoler⟧','⟦person_name|Lucía Soler Vidal⟧','⟦email|lucia.soler@example.com⟧','⟦password_hash|{hex:32}⟧',NULL,NULL,NULL),
(212,'api_erp','ERP integración','⟦?|erp@atento-mesa.example⟧','!',NULL,NULL,NULL);
UNLOCK TABLES;

--
-- Table structure for table `api_tokens`
--

CREATE TABLE `api_tokens` (
  `id` int NOT NULL,
  `user_id` int NOT NULL,
  `name` varchar(80),
  `token` varchar(128) NOT NULL,
  `abilities` json,
  `last_used_at` datetime
) ENGINE=InnoDB;

INSERT INTO `api_tokens` (`id`,`user_id`,`name`,`token`,`abilities`,`last_used_at`) VALUES
(4,212,'ERP nocturno','⟦api_token|{alnum:40}⟧','[\"tickets:read\",\"tickets:write\"]','2025-02-02 03:00:14'),
(5,17,'postman','⟦api_token|atk_{hex:48}⟧','[\"*\"]',NULL),
(6,2,'móvil Marta','⟦api_token|{hex:64}⟧','[\"tickets:read\"]','2025-02-03 08:31:40');

CREATE TABLE `password_resets` (`email` varchar(190), `token` varchar(255), `created_at` timestamp);
INSERT INTO `password_resets` VALUES ('⟦email|lucia.soler@example.com⟧','⟦reset_token|{hex:64}⟧','2025-02-03 07:55:10');

--
-- Dumping data for table `settings`
--

INSERT INTO `settings` (`clave`,`valor`,`autoload`) VALUES
('app.nombre','Mesa Atento','yes'),
('app.version','6.4.11-build20250128','yes'),
('app.key','⟦encryption_key|base64:{b64:43}=⟧','yes'),
('mail.host','smtp.atento-mesa.example','yes'),
('mail.usuario','⟦?|avisos@atento-mesa.example⟧','yes'),
('mail.contraseña','⟦password|Churros-con-Nata⟧','yes'),
('ldap.bind_pw','⟦password|Directorio#28013⟧','no'),
('ldap.bind_dn','cn=lector,ou=svc,dc=atento,dc=example','no'),
('imap.accounts','a:1:{i:0;a:4:{s:4:\"host\";s:24:\"imap.atento-mesa.example\";s:4:\"port\";i:993;s:4:\"user\";s:7:\"tickets\";s:8:\"password\";s:14:\"⟦password|Buzon+Entrada4⟧\";}}','no'),
('slack.webhook','https://hooks.slack.com/services/⟦webhook|T{b32:8}/B{b32:10}/{alnum:24}⟧','no'),
('telegram.bot_token','⟦bot_token|{digits:10}:AA{b64url:33}⟧','no'),
('telegram.chat_id','-1001844201937','no'),
('recaptcha.site_key','⟦?|6L{b64url:38}⟧','yes'),
('recaptcha.secret_key','⟦secret|6L{b64url:38}⟧','no'),
('saml.idp_cert','MIIDpDCCAoygAwIBAgIGAV2ka+55MA0GCSqGSIb3DQEBCwUAnore9n+Yw9Vc2dozYYQYDu+e4MHlWdOa7DB2pKxstJma6fxZlPiCOUT0X2Y2PyYWV2eXm00Bp3OFkrwvPs92HFLvpxnUAo8KH/xpfTRR5oFqEMQH7k8OHiRk','no'),
('saml.sp_private_key','⟦private_key|MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ{b64:300}⟧','no'),
('seguridad.password_min','10','yes'),
('seguridad.password_caduca_dias','90','yes'),
('licencia','⟦license_key|MESA-7QK2-XW9D-03LP-R8TN⟧','no'),
('licencia.hash','cf11a7388a256189f4a29693ceadb2680b123133','no');

--
-- Dumping data for table `sessions`
--

INSERT INTO `sessions` (`id`,`user_id`,`ip_address`,`user_agent`,`payload`,`last_activity`) VALUES
('⟦session|{alnum:40}⟧',2,'10.28.4.61','Mozilla/5.0 (X11; Linux x86_64; rv:134.0)','⟦session|YTo0OntzOjY6Il90b2tlbiI7czo0MDoi{b64:120}⟧',1738571500),
('⟦session|{alnum:40}⟧',NULL,'10.28.4.99','curl/7.81.0','⟦session|YTozOntzOjY6Il90b2tlbiI7czo0MDoi{b64:96}=⟧',1738571522);

--
-- Dumping data for table `oauth_clients`
--

INSERT INTO `oauth_clients` (`id`,`name`,`secret`,`redirect`,`revoked`) VALUES
(1,'Personal Access Client','⟦client_secret|{alnum:40}⟧','http://localhost',0),
('9b2f5e1c-6a0d-4c0f-8f3a-2f8e7d6c5b4a','Portal clientes','⟦client_secret|{alnum:40}⟧','https://portal.atento-mesa.example/cb',0),
('9b2f5e1c-7711-4a8e-b1aa-63c0d94e5f20','App móvil (PKCE)',NULL,'atento://cb',0);

--
-- Dumping data for table `tickets_mensajes`
--

INSERT INTO `tickets_mensajes` VALUES
(80113,40221,2,'Buenos días, la clave del wifi de la oficina es ⟦password|PlazaMayor1617⟧, por favor no la compartáis.','2025-01-29 10:14:55'),
(80114,40221,17,'Recibido. He cambiado la contraseña y ya funciona. El número de pedido es 4500128834.','2025-01-29 10:20:03'),
(80131,40230,18,'No puedo entrar con mi usuario ⟦?|lsoler⟧ y contraseña ⟦password|gatito2011⟧. Me dice \"contraseña caducada\".','2025-01-30 12:02:41'),
(80132,40230,2,'Hola ⟦?|Lucía⟧: te hemos puesto una temporal: ⟦password|Tmp-88412-mx⟧ (hay que cambiarla al entrar). Un saludo, ⟦?|Marta⟧','2025-01-30 12:09:17'),
(80140,40233,212,'{\"error\":\"invalid_token\",\"trace\":\"4ea4e9a4b6e7b0741f7fd8a93805577f\",\"ref\":\"ERP-2025-000918\"}','2025-01-31 03:00:22');

INSERT INTO `migrations` VALUES (1,'2014_10_12_000000_create_users_table',1),(2,'2014_10_12_100000_create_password_resets_table',1),(3,'2019_12_14_000001_create_personal_access_tokens_table',2);
INSERT INTO `adjuntos` VALUES (5512,40221,'contraseñas_antiguas.xlsx','f698eb643d61670cd8943a9844453ecc',18233),(5513,40230,'captura.png','f56a56c63fa92142f95f271da0301e40',90412);

CREATE USER 'informes'@'10.28.%' IDENTIFIED WITH mysql_native_password AS '⟦password_hash|*{HEX:40}⟧';
CREATE USER 'bi'@'%' IDENTIFIED BY '⟦password|Retiro_Estanque⟧' PASSWORD EXPIRE NEVER;
CHANGE MASTER TO MASTER_HOST='10.28.4.12', MASTER_USER='repl', MASTER_PASSWORD='⟦password|r3plica-Mad⟧', MASTER_LOG_FILE='binlog.000412', MASTER_LOG_POS=157;

-- Dump completed on 2025-02-03  9:12:44
