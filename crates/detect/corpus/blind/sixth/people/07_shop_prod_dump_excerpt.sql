-- MariaDB dump 10.19  Distrib 10.6.18-MariaDB, for debian-linux-gnu (x86_64)
--
-- Host: db02.casaverde.example    Database: casaverde_shop
-- ------------------------------------------------------
-- Server version	10.6.18-MariaDB-0ubuntu0.22.04.1-log
-- exported for ticket #5519 by ⟦person_name|Marta Villalobos⟧ (⟦email|mvillalobos@casaverde.example⟧) -- solo primeras filas!!

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET NAMES utf8mb4 */;
/*!40103 SET TIME_ZONE='+00:00' */;

DROP TABLE IF EXISTS `ps_customer`;
CREATE TABLE `ps_customer` (
  `id_customer` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `firstname` varchar(255) NOT NULL,
  `lastname` varchar(255) NOT NULL,
  `email` varchar(255) NOT NULL,
  `passwd` varchar(255) NOT NULL COMMENT 'bcrypt, cost 10',
  `birthday` date DEFAULT NULL,
  `secure_key` varchar(32) NOT NULL DEFAULT '-1',
  `active` tinyint(1) unsigned NOT NULL DEFAULT 0,
  `date_add` datetime NOT NULL,
  PRIMARY KEY (`id_customer`),
  KEY `customer_email` (`email`)
) ENGINE=InnoDB AUTO_INCREMENT=4419 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

LOCK TABLES `ps_customer` WRITE;
/*!40000 ALTER TABLE `ps_customer` DISABLE KEYS */;
INSERT INTO `ps_customer` VALUES
(4410,'⟦person_name|Inmaculada⟧','⟦person_name|Robles Peña⟧','⟦email|inma.robles@correo.example⟧','⟦password_hash|$2y$10${alnum:53}⟧','⟦birth_date|1976-02-29⟧','⟦secret|{hex:32}⟧',1,'2024-11-02 18:22:10'),
(4411,'⟦person_name|Oliver⟧','⟦person_name|Featherstone⟧','⟦email|ollie.feather@webmail.example⟧','⟦password_hash|$2y$10${alnum:53}⟧','⟦birth_date|1990-07-14⟧','⟦secret|{hex:32}⟧',1,'2024-11-02 20:01:47'),
(4412,'⟦person_name|João Pedro⟧','⟦person_name|Vasconcelos⟧','⟦email|jpvasconcelos@sapo-mail.example⟧','⟦password_hash|$2y$10${alnum:53}⟧',NULL,'⟦secret|{hex:32}⟧',1,'2024-11-03 09:13:55'),
(4413,'⟦person_name|D\'Angelo⟧','⟦person_name|McAllister⟧','⟦email|dangelo.mcallister+shop@inbox.example⟧','⟦password_hash|$2y$10${alnum:53}⟧','0000-00-00','⟦secret|{hex:32}⟧',0,'2024-11-03 11:45:02');
/*!40000 ALTER TABLE `ps_customer` ENABLE KEYS */;
UNLOCK TABLES;

DROP TABLE IF EXISTS `ps_address`;
CREATE TABLE `ps_address` (
  `id_address` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `id_country` int(10) unsigned NOT NULL,
  `id_customer` int(10) unsigned NOT NULL DEFAULT 0,
  `alias` varchar(32) NOT NULL,
  `company` varchar(255) DEFAULT NULL,
  `lastname` varchar(255) NOT NULL,
  `firstname` varchar(255) NOT NULL,
  `address1` varchar(128) NOT NULL,
  `postcode` varchar(12) DEFAULT NULL,
  `city` varchar(64) NOT NULL,
  `phone_mobile` varchar(32) DEFAULT NULL,
  `dni` varchar(16) DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

INSERT INTO `ps_address` (`id_address`,`id_country`,`id_customer`,`alias`,`company`,`lastname`,`firstname`,`address1`,`postcode`,`city`,`phone_mobile`,`dni`) VALUES
(9001,6,4410,'Casa',NULL,'⟦person_name|Robles Peña⟧','⟦person_name|Inmaculada⟧','⟦address|C/ Fuente del Oro 17, 3º Izda⟧','⟦?|28045⟧','⟦?|Madrid⟧','⟦phone|600 555 182⟧','⟦national_id|50913846B⟧'),
(9002,17,4411,'My address','','⟦person_name|Featherstone⟧','⟦person_name|Oliver⟧','⟦address|Flat 2, 118 Ashley Down Road⟧','⟦?|BS7 9JT⟧','⟦?|Bristol⟧','⟦phone|07700900731⟧',NULL),
(9003,15,4412,'Escritório','Cortiça & Filhos Lda','⟦person_name|Vasconcelos⟧','⟦person_name|João Pedro⟧','⟦address|Rua do Almada 212, 2.º Esq.⟧','⟦?|4050-032⟧','⟦?|Porto⟧','⟦phone|+351 912 555 014⟧','⟦national_id|231847068⟧');

DROP TABLE IF EXISTS `ps_product_lang`;
INSERT INTO `ps_product_lang` VALUES
(812,1,1,'Lámpara de mesa \"Carmen\"','lampara-de-mesa-carmen','EAN 4006381333924'),
(813,1,1,'Sillón Emmanuelle ratán','sillon-emmanuelle-ratan','REF 48-1927-B'),
(814,1,1,'Mesa San Sebastián 140x80','mesa-san-sebastian','rev. 3.2.1'),
(815,1,3,'Charlotte Perriand style stool','charlotte-style-stool','Lot 20240917'),
(816,1,3,'Granny Smith cushion','granny-smith-cushion','EAN 8712345678906');

INSERT INTO `ps_configuration` (`id_configuration`,`name`,`value`,`date_add`) VALUES
(1,'PS_VERSION_DB','1.7.8.11','2023-04-01 10:00:00'),
(88,'PS_PASSWD_TIME_BACK','360','2023-04-01 10:00:00'),
(91,'PS_MAIL_METHOD','2','2023-04-01 10:00:00'),
(92,'PS_MAIL_SERVER','smtp.casaverde.example','2023-04-01 10:00:00'),
(93,'PS_MAIL_USER','⟦?|pedidos@casaverde.example⟧','2023-04-01 10:00:00'),
(94,'PS_MAIL_PASSWD','⟦password|aV7-mimosa-31⟧','2023-04-01 10:00:00'),
(120,'STRIPE_KEY','⟦api_key|sk_live_{alnum:24}⟧','2024-01-17 12:30:09'),
(121,'STRIPE_WEBHOOK_ID','we_1OZk2mB7tQ4xLr','2024-01-17 12:30:09'),
(207,'PS_SHOP_PHONE','⟦?|915 550 100⟧','2023-04-01 10:00:00'),
(208,'PS_SHOP_ADDR1','⟦?|Calle de Embajadores 191⟧','2023-04-01 10:00:00'),
(231,'GOOGLE_ANALYTICS','G-4K8R2M9QTX','2023-05-09 08:41:16');

INSERT INTO `ps_orders` (`id_order`,`reference`,`id_customer`,`total_paid`,`module`,`note`) VALUES
(20417,'QXKTRWBPL',4410,148.9000,'redsys',''),
(20418,'MZVHDYSCN',4411,62.5000,'stripe','Please leave with neighbour ⟦person_name|Mrs Gwendolyn Hart⟧ at no. 120'),
(20419,'JPLQWXZAE',4412,1290.0000,'bankwire','Factura a Cortiça & Filhos Lda'),
(20420,'TBRNKHGVS',4413,39.9500,'stripe',NULL);

-- Dump completed on 2025-01-22 10:14:03
