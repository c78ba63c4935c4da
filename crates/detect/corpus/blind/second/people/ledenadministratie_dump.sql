-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
--
-- Host: db-leden.zorgvoorelkaar.test    Database: ledenadm_prod
-- ------------------------------------------------------
-- Server version	8.0.36-0ubuntu0.22.04.1
-- Ticket 2024-11832: dubbele leden na conversie, dump van 4 tabellen (⟦person_name|Wietske Hoekstra⟧)

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!50503 SET NAMES utf8mb4 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;

--
-- Table structure for table `lid`
--

DROP TABLE IF EXISTS `lid`;
CREATE TABLE `lid` (
  `lidnr` int unsigned NOT NULL AUTO_INCREMENT,
  `voorletters` varchar(12) DEFAULT NULL,
  `roepnaam` varchar(40) DEFAULT NULL,
  `tussenvoegsel` varchar(12) DEFAULT NULL,
  `achternaam` varchar(80) NOT NULL,
  `geslacht` enum('M','V','X') DEFAULT NULL,
  `geboortedatum` date DEFAULT NULL,
  `bsn` char(9) DEFAULT NULL,
  `straat` varchar(80) DEFAULT NULL,
  `huisnr` varchar(10) DEFAULT NULL,
  `postcode` char(7) DEFAULT NULL,
  `plaats` varchar(60) DEFAULT NULL,
  `tel` varchar(20) DEFAULT NULL,
  `email` varchar(120) DEFAULT NULL,
  `iban` varchar(34) DEFAULT NULL,
  `wachtwoord_hash` varchar(255) DEFAULT NULL,
  `gewijzigd` timestamp NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (`lidnr`),
  UNIQUE KEY `uq_email` (`email`)
) ENGINE=InnoDB AUTO_INCREMENT=20419 DEFAULT CHARSET=utf8mb4;

LOCK TABLES `lid` WRITE;
/*!40000 ALTER TABLE `lid` DISABLE KEYS */;
INSERT INTO `lid` VALUES (20411,'⟦?|J.H.⟧','⟦person_name|Jorrit⟧','van der','⟦person_name|Meulenbroek⟧','M','⟦birth_date|1968-02-29⟧','⟦national_id|175324694⟧','⟦address|Molenwal⟧','⟦?|17-bis⟧','⟦?|7411 KD⟧','⟦?|Deventer⟧','⟦phone|0570-555 182⟧','⟦email|jorrit.meulenbroek@postbus.example⟧','⟦iban|NL03INGB0369803930⟧','⟦password_hash|$2y$10${alnum:53}⟧','2024-09-30 21:14:02'),
(20412,'⟦?|A.M.C.⟧','⟦person_name|Anne-Marie⟧',NULL,'⟦person_name|Dijksterhuis-Bos⟧','V','⟦birth_date|1981-11-06⟧','⟦national_id|127068338⟧','⟦address|Prof. Lorentzlaan⟧','⟦?|244⟧','⟦?|3707HK⟧','⟦?|Zeist⟧','⟦phone|06-48210077⟧','⟦email|amc.dijksterhuis@thuis.example⟧','⟦iban|NL55INGB0004595084⟧','⟦password_hash|$2y$10${alnum:53}⟧','2024-10-02 08:40:51'),
(20413,'⟦?|M.⟧','⟦person_name|Mohamed⟧','el','⟦person_name|Bouazzaoui⟧','M','⟦birth_date|1993-07-15⟧','⟦national_id|161915395⟧','⟦address|Insulindeweg⟧','⟦?|508 III⟧','⟦?|1094 MP⟧','⟦?|Amsterdam⟧','⟦phone|+31 6 1955 0243⟧','⟦email|m.bouazzaoui93@mail.example⟧','⟦iban|NL85 INGB 0183 4923 23⟧',NULL,'2024-10-02 08:41:17'),
(20414,'⟦?|G.W.⟧','⟦person_name|Geertruida⟧','te','⟦person_name|Riele⟧','V','⟦birth_date|1947-05-04⟧','⟦national_id|137795543⟧','⟦address|\'t Hofje⟧','⟦?|3⟧','⟦?|8011 LV⟧','⟦?|Zwolle⟧','⟦phone|(038) 555 61 90⟧',NULL,NULL,NULL,'2019-01-01 00:00:00');
/*!40000 ALTER TABLE `lid` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `declaratie`
--

DROP TABLE IF EXISTS `declaratie`;
CREATE TABLE `declaratie` (
  `id` bigint NOT NULL,
  `lidnr` int unsigned NOT NULL,
  `polisnr` varchar(20) NOT NULL,
  `prestatiecode` char(6) DEFAULT NULL,
  `omschrijving` text,
  `bedrag` decimal(9,2) DEFAULT NULL,
  `ref` char(36) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

INSERT INTO `declaratie` (`id`, `lidnr`, `polisnr`, `prestatiecode`, `omschrijving`, `bedrag`, `ref`) VALUES
(9910042, 20411, '⟦health_plan|ZVE-7741902⟧', '190205', 'Fysiotherapie 9 x, ⟦diagnosis|rotator cuff ruptuur rechts⟧', 342.00, '6fa459ea-ee8a-3ca4-894e-db77e160355e'),
(9910043, 20412, '⟦health_plan|ZVE-7741955⟧', '180001', '⟦diagnosis|Matige depressieve episode⟧, intake psycholoog drs. ⟦person_name|H. Smallegange⟧', 121.57, '16fd2706-8baf-433b-82eb-8c7fada847da'),
(9910044, 20414, '⟦health_plan|ZVE-1180027⟧', '000000', 'Vervoer, kenteken ⟦license_plate|H-417-XB⟧, 38 km', 13.30, '886313e1-3b8a-5372-9b90-0c9aee199e5d');

--
-- Dumping data for table `beheerder`
--

INSERT INTO `beheerder` VALUES
(1,'⟦?|whoekstra⟧','⟦email|w.hoekstra@zorgvoorelkaar.example⟧','⟦password_hash|$argon2id$v=19$m=65536,t=4,p=1${b64:22}${b64:43}⟧','⟦totp_secret|{b32:32}⟧','admin',1),
(2,'⟦?|svc_import⟧',NULL,'⟦password_hash|{hex:32}⟧',NULL,'import',1),
(3,'⟦?|rpostma⟧','⟦email|r.postma@zorgvoorelkaar.example⟧','!disabled',NULL,'lezer',0);

INSERT INTO `instelling` VALUES
('wachtwoord_min_lengte','12'),
('wachtwoord_reset_uren','24'),
('smtp_host','smtp.zorgvoorelkaar.test'),
('smtp_user','⟦?|noreply⟧'),
('smtp_wachtwoord','⟦password|Stroopwafel%Kade9⟧'),
('incassant_id','NL98ZZZ999999990000'),
('app_versie','5.8.0-rc2+g3f1a9bc'),
('schema_checksum','b6589fc6ab0dc82cf12099d1c2d40ab994e8410c');

-- dubbele records volgens script dubbel.py (score > 0.9):
--   20412 <-> 11873  ⟦person_name|A.M.C. Bos⟧, ⟦birth_date|06-11-1981⟧, ⟦address|Prof. Lorentzlaan 244, 3707 HK Zeist⟧
--   20413 <-> 19004  ⟦person_name|Bouazzaoui, M. el⟧, tel ⟦phone|0619550243⟧
-- Dump completed on 2024-10-04 10:22:38
