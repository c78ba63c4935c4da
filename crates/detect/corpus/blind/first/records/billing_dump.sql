-- MySQL dump 10.19  Distrib 10.6.16-MariaDB, for debian-linux-gnu (x86_64)
--
-- Host: db-billing.shop.example    Database: billing
-- ------------------------------------------------------
-- Server version	10.6.16-MariaDB-0ubuntu0.22.04.1
/*!40101 SET NAMES utf8mb4 */;
/*!40103 SET TIME_ZONE='+00:00' */;

DROP TABLE IF EXISTS `customers`;
CREATE TABLE `customers` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `cust_no` varchar(12) NOT NULL,
  `salutation` varchar(8) DEFAULT NULL,
  `first_name` varchar(60) DEFAULT NULL,
  `last_name` varchar(60) DEFAULT NULL,
  `birthdate` date DEFAULT NULL,
  `email` varchar(120) DEFAULT NULL,
  `phone` varchar(32) DEFAULT NULL,
  `pw_hash` varchar(72) DEFAULT NULL,
  `created_at` datetime NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=20118 DEFAULT CHARSET=utf8mb4;

LOCK TABLES `customers` WRITE;
INSERT INTO `customers` VALUES
(20111,'K-0044120','Frau','⟦person_name|Margarethe⟧','⟦person_name|Stollberg⟧','⟦birth_date|1962-04-09⟧','⟦email|m.stollberg@post.example⟧','⟦phone|030 23125 771⟧','⟦password_hash|$2y$12${alnum:53}⟧','2019-02-11 08:14:55'),
(20112,'K-0044121','Herr','⟦person_name|Emre⟧','⟦person_name|Karaca⟧','⟦birth_date|1995-12-27⟧','⟦email|emre_karaca95@mail.example⟧','⟦phone|+49 171 39200 44⟧','⟦password_hash|$2y$12${alnum:53}⟧','2020-07-30 19:02:13'),
(20113,'K-0044122','M.','⟦person_name|Baptiste⟧','⟦person_name|L\'Hermitte⟧',NULL,'⟦email|baptiste@lhermitte.example⟧','⟦phone|06 39 98 41 27⟧',NULL,'2021-01-04 11:47:00'),
(20114,'K-0044123','','Musterfirma GmbH','',NULL,'⟦?|info@musterfirma.example⟧',NULL,NULL,'2021-03-19 10:00:00');
UNLOCK TABLES;

DROP TABLE IF EXISTS `addresses`;
CREATE TABLE `addresses` (`id` int(11) NOT NULL, `customer_id` int(11) NOT NULL, `street` varchar(120), `zip` varchar(10), `city` varchar(80), `country` char(2), PRIMARY KEY (`id`)) ENGINE=InnoDB;
INSERT INTO `addresses` VALUES (901,20111,'⟦address|Fliederweg 3a⟧','⟦address|14532⟧','⟦?|Kleinmachnow⟧','DE');
INSERT INTO `addresses` VALUES (902,20112,'⟦address|Sonnenallee 211, VH 4. OG⟧','⟦address|12059⟧','⟦?|Berlin⟧','DE');
INSERT INTO `addresses` VALUES (903,20113,'⟦address|4 impasse du Vieux-Port⟧','⟦address|13002⟧','⟦?|Marseille⟧','FR');

DROP TABLE IF EXISTS `payment_methods`;
CREATE TABLE `payment_methods` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `customer_id` int(11) NOT NULL,
  `type` enum('card','sepa','paypal','invoice') NOT NULL,
  `cc_brand` varchar(12) DEFAULT NULL,
  `cc_number` varchar(23) DEFAULT NULL COMMENT 'To do tokenise, see BILL-2207',
  `cc_exp` char(5) DEFAULT NULL,
  `cc_cvc` varchar(4) DEFAULT NULL COMMENT 'must never be stored',
  `iban` varchar(42) DEFAULT NULL,
  `bic` varchar(11) DEFAULT NULL,
  `holder` varchar(120) DEFAULT NULL,
  `mandate_ref` varchar(35) DEFAULT NULL,
  `mandate_date` date DEFAULT NULL,
  `gateway_token` varchar(64) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB;
INSERT INTO `payment_methods` VALUES
(5001,20111,'sepa',NULL,NULL,NULL,NULL,'⟦iban|DE45916611440546587648⟧','⟦?|BXLADEBEXXX⟧','⟦person_name|Margarethe Stollberg⟧','⟦?|MND-0044120-1⟧','2019-02-11',NULL),
(5002,20112,'card','mastercard','⟦card|5355957511884612⟧','⟦card_expiry|06/28⟧','⟦cvv|482⟧',NULL,NULL,'⟦person_name|E KARACA⟧',NULL,NULL,'⟦?|pm_1N{alnum:22}⟧'),
(5003,20112,'card','visa','⟦card|4917196071158745⟧','⟦card_expiry|02/25⟧',NULL,NULL,NULL,'⟦person_name|Emre Karaca⟧',NULL,NULL,NULL),
(5004,20113,'sepa',NULL,NULL,NULL,NULL,'⟦iban|FR76 5429 8840 4886 0963 7246 785⟧','⟦?|AGXIFRPP⟧','⟦person_name|M. Baptiste L\'Hermitte⟧','⟦?|MND-0044122-1⟧','2021-01-04',NULL),
(5005,20113,'card','amex','************1009','⟦?|11/27⟧',NULL,NULL,NULL,'⟦person_name|B LHERMITTE⟧',NULL,NULL,'⟦?|pm_1P{alnum:22}⟧'),
(5006,20114,'invoice',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);

DROP TABLE IF EXISTS `invoices`;
CREATE TABLE `invoices` (`id` int(11), `invoice_no` varchar(20), `customer_id` int(11), `net` decimal(10,2), `vat` decimal(10,2), `due` date, `pdf_sha1` char(40), `note` text, PRIMARY KEY (`id`));
INSERT INTO `invoices` VALUES
(77001,'RE-2025-004418',20111,84.03,15.97,'2025-03-31','8cae003430e1476d641d70aba7314a9feeb496a1',NULL),
(77002,'RE-2025-004419',20112,210.08,39.92,'2025-03-31','46713ceaf30b83eecb0b39613ba249896c0a6b5e','Kd. zahlt mit Karte der Mutter: ⟦card|5500 9160 7832 6866⟧ gültig bis ⟦card_expiry|08/29⟧, Inhaberin ⟦person_name|Sevgi Karaca⟧'),
(77003,'RE-2025-004420',20113,49.17,9.83,'2025-04-15','2ed0f559de85a4320ca9fc7e13895eee4850973c','Remboursement sur IBAN ⟦iban|LU74 8646 2412 2725 9700⟧ (compte de ⟦person_name|Mme Odile Renaudin⟧)'),
(77004,'RE-2025-004421',20114,1890.00,359.10,'2025-04-15','688b09b920c2e029e50edcac416143fef0363224','Bestellnr. 4500118820, Lieferschein 80011442');

DROP TABLE IF EXISTS `sdd_returns`;
CREATE TABLE `sdd_returns` (`id` int(11), `mandate_ref` varchar(35), `reason` char(4), `amount` decimal(10,2), `raw` text);
INSERT INTO `sdd_returns` VALUES (310,'⟦?|MND-0044120-1⟧','MD06',99.99,'DE;⟦iban|DE45916611440546587648⟧;⟦person_name|Stollberg, Margarethe⟧;RE-2025-004102;MD06'),(311,'⟦?|MND-0044122-1⟧','AM04',59.00,'FR;⟦iban|FR7654298840488609637246785⟧;⟦person_name|L\'HERMITTE BAPTISTE⟧;RE-2025-004177;AM04');

DROP TABLE IF EXISTS `settings`;
CREATE TABLE `settings` (`k` varchar(60) NOT NULL, `v` text, PRIMARY KEY (`k`));
INSERT INTO `settings` VALUES ('company.iban','⟦iban|DE32 5102 7346 0712 3468 72⟧'),('company.creditor_id','⟦?|DE98ZZZ09999999999⟧'),('company.vat_id','⟦?|DE136695976⟧'),('gateway.public_key','pk_live_51HqLyjWDarjtT1zdp7dcXkT2'),('gateway.secret_key','⟦api_key|sk_live_{alnum:24}⟧'),('gateway.webhook_secret','⟦secret|whsec_{alnum:32}⟧'),('smtp.password','${SMTP_PASSWORD}'),('password.min_length','10'),('schema.version','20250228_114403'),('schema.commit','7d26bbafefe13e720d447886c456077fd98ae1f3');

-- Dump completed on 2025-03-19  2:00:41
