-- MySQL dump 10.13  Distrib 8.0.39, for Linux (x86_64)
--
-- Host: db-prod-2.internal.example    Database: bikeshare
-- ------------------------------------------------------
-- Server version	8.0.39-0ubuntu0.22.04.1

/*!40101 SET NAMES utf8mb4 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;

--
-- Table structure for table `customers`
--

DROP TABLE IF EXISTS `customers`;
CREATE TABLE `customers` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `full_name` varchar(120) NOT NULL,
  `email` varchar(190) NOT NULL,
  `phone` varchar(32) DEFAULT NULL,
  `birth_date` date DEFAULT NULL,
  `addr` varchar(255) DEFAULT NULL,
  `gov_id_type` enum('ssn','dl','passport','nin') DEFAULT NULL,
  `gov_id` varchar(32) DEFAULT NULL,
  `password_hash` char(60) NOT NULL,
  `password_changed_at` datetime DEFAULT NULL,
  `plan_code` varchar(16) DEFAULT 'BASIC',
  `created_at` datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (`id`),
  UNIQUE KEY `uk_email` (`email`),
  KEY `ix_phone` (`phone`)
) ENGINE=InnoDB AUTO_INCREMENT=20419 DEFAULT CHARSET=utf8mb4;

LOCK TABLES `customers` WRITE;
INSERT INTO `customers` VALUES
(20407,'⟦person_name|Roscoe Abernathy⟧','⟦email|roscoe.abernathy@lakeside.example⟧','⟦phone|+16125550143⟧','⟦birth_date|1974-02-28⟧','⟦address|3310 Girard Ave S #4, Minneapolis, MN 55408⟧','ssn','⟦ssn|472-88-1903⟧','⟦password_hash|$2y$12${alnum:53}⟧','2024-11-02 10:00:41','ANNUAL','2021-06-14 08:12:00'),
(20408,'⟦person_name|Yuki Tanabe-Holm⟧','⟦email|ytholm@fjordmail.example⟧','⟦phone|+46701740633⟧','⟦birth_date|1990-09-19⟧','⟦address|Folkungagatan 72, 116 22 Stockholm⟧','nin','⟦national_id|900919-4029⟧','⟦password_hash|$2y$12${alnum:53}⟧',NULL,'BASIC','2021-06-14 09:40:17'),
(20409,'⟦person_name|Conor O\'Driscoll⟧','⟦email|conor.od@craic.example⟧','⟦phone|0044 7700 900441⟧','⟦birth_date|1985-12-01⟧','⟦address|15 Ormeau Embankment, Belfast BT6 8LT⟧','dl','⟦driving_licence|41882070⟧','⟦password_hash|$2y$12${alnum:53}⟧','2025-01-03 19:22:08','BASIC','2021-06-15 12:01:59'),
(20410,'⟦person_name|María del Pilar Cifuentes⟧','⟦email|mp.cifuentes@correo.example⟧','⟦phone|+34 622 55 01 88⟧','⟦birth_date|1969-05-05⟧','⟦address|Calle Embajadores 201, 1ºA, 28045 Madrid⟧','nin','⟦dni|02771844E⟧','⟦password_hash|$2y$12${alnum:53}⟧',NULL,'SENIOR','2021-06-16 07:15:30'),
(20411,'⟦person_name|Nguyen Thi Lan⟧','⟦email|lan.nguyen88@postbox.example⟧','⟦phone|(408) 555-0177⟧','⟦birth_date|1988-08-08⟧','⟦address|1190 Story Rd, San Jose, CA 95122⟧','dl','⟦driving_licence|D4417209⟧','⟦password_hash|$2y$12${alnum:53}⟧','2024-08-30 02:11:13','ANNUAL','2021-06-17 22:48:05'),
(20412,'⟦person_name|Bartosz Zieliński⟧','⟦email|b.zielinski@poczta.example⟧','⟦phone|601550812⟧','⟦birth_date|2003-04-23⟧','⟦address|ul. Piotrkowska 120/15, 90-006 Łódź⟧','nin','⟦pesel|03242319354⟧','⟦password_hash|$2y$12${alnum:53}⟧',NULL,'STUDENT','2021-06-18 06:30:44'),
(20413,'⟦person_name|Aurélien Castaing⟧','⟦email|aurelien.castaing@courriel.example⟧','⟦phone|+33639980417⟧','⟦birth_date|1997-01-31⟧','⟦address|4 impasse des Lilas, 31400 Toulouse⟧','passport','⟦passport|19FC44172⟧','⟦password_hash|$2y$12${alnum:53}⟧','2025-02-14 20:20:20','BASIC','2021-06-19 10:10:10'),
(20414,'DELETED','⟦?|deleted-20414@invalid.example⟧',NULL,NULL,NULL,NULL,NULL,'*',NULL,'BASIC','2021-06-19 11:00:00'),
(20415,'⟦person_name|Oluwaseun Adeyemi⟧','⟦email|seun.adeyemi@lagosnet.example⟧','⟦phone|+2348035550142⟧','⟦birth_date|1993-10-12⟧',NULL,'passport','⟦passport|A08417732⟧','⟦password_hash|$2y$12${alnum:53}⟧',NULL,'BASIC','2021-06-21 15:37:02');
UNLOCK TABLES;

--
-- Dumping data for table `plans`
--

INSERT INTO `plans` (`code`,`title`,`price_cents`,`ean`) VALUES
('BASIC','Jordan Classic',0,'4012345004175'),
('ANNUAL','Madison Annual',7900,'4012345004182'),
('SENIOR','Victoria 65+',3900,NULL),
('STUDENT','Oxford',2900,NULL);

--
-- Dumping data for table `support_notes`
--

INSERT INTO `support_notes` (`id`,`customer_id`,`author`,`body`,`created_at`) VALUES
(901,20407,'⟦?|jmercer⟧','Cust called from ⟦phone|612-555-0110⟧ (wife ⟦person_name|Dolores Abernathy⟧). Bike #4471 stuck in dock 118. Refunded $3.50, ref RF-00417.','2025-02-27 17:03:00'),
(902,20409,'⟦?|asethi⟧','Changed e-mail from ⟦email|codriscoll@oldisp.example⟧. New card ⟦card|5455128891023374⟧ added by phone, exp 11/26.','2025-03-01 09:15:22'),
(903,20411,'⟦?|jmercer⟧','Says app pw is ⟦password|lotus*Bloom8⟧ and still rejected. Error AUTH-1042, app build 8842.','2025-03-03 04:55:10'),
(904,20412,'⟦?|asethi⟧','Student card no. ⟦student_id|418207⟧ verified, valid until 2026-09-30. Release 5.2.1 fixes badge.','2025-03-04 11:20:00'),
(905,20414,'system','GDPR erasure completed, job 7f0c2b19-4417-4a0a-b0c2-0c5a6be1d2f3','2025-03-05 00:00:01');

-- last known unlock positions
INSERT INTO `trips` (`trip_id`,`customer_id`,`bike`,`lat`,`lon`,`started_at`,`seconds`) VALUES
(7718204,20407,4471,⟦geo|44.948213⟧,⟦geo|-93.296604⟧,'2025-02-27 16:40:12',1180),
(7718233,20408,3902,⟦geo|59.314487⟧,⟦geo|18.082915⟧,'2025-02-27 17:01:55',640);

-- Dump completed on 2025-03-11  2:00:14
