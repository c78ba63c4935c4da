-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
--
-- Host: 10.20.4.11    Database: boutique_prod
-- ------------------------------------------------------
-- Server version	8.0.36-0ubuntu0.22.04.1

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!50503 SET NAMES utf8mb4 */;
/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;
SET @@SESSION.SQL_LOG_BIN= 0;
SET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ '3e11fa47-71ca-11e1-9e33-c80aa9429562:1-1882734';

--
-- Table structure for table `ps_customer`
--

DROP TABLE IF EXISTS `ps_customer`;
CREATE TABLE `ps_customer` (
  `id_customer` int unsigned NOT NULL AUTO_INCREMENT,
  `company` varchar(64) DEFAULT NULL,
  `firstname` varchar(255) NOT NULL,
  `lastname` varchar(255) NOT NULL,
  `email` varchar(255) NOT NULL,
  `passwd` varchar(255) NOT NULL,
  `last_passwd_gen` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `birthday` date DEFAULT NULL,
  `newsletter` tinyint unsigned NOT NULL DEFAULT '0',
  `secure_key` varchar(32) NOT NULL DEFAULT '-1',
  `date_add` datetime NOT NULL,
  PRIMARY KEY (`id_customer`)
) ENGINE=InnoDB AUTO_INCREMENT=8831 DEFAULT CHARSET=utf8mb4;

LOCK TABLES `ps_customer` WRITE;
INSERT INTO `ps_customer` VALUES
(8801,NULL,'⟦person_name|Bérénice⟧','⟦person_name|Courtemanche⟧','⟦email|berenice.courtemanche@laposte.example⟧','⟦password|$2y$10${alnum:53}⟧','2024-01-09 07:11:02','⟦birth_date|1979-06-23⟧',1,'⟦secret|{hex:32}⟧','2021-03-02 18:20:11'),
(8802,'SARL Toits du Midi','⟦person_name|Rachid⟧','⟦person_name|Belkacem⟧','⟦email|compta.belkacem@toitsdumidi.example⟧','⟦password|$2y$10${alnum:53}⟧','2023-10-30 10:02:44','0000-00-00',0,'⟦secret|{hex:32}⟧','2021-03-04 09:51:37'),
(8803,NULL,'⟦person_name|Óscar⟧','⟦person_name|Villanueva Prats⟧','⟦email|oscarvp88@correo.example⟧','⟦password|$2y$10${alnum:53}⟧','2024-05-17 21:33:19','⟦birth_date|1988-12-01⟧',1,'⟦secret|{hex:32}⟧','2022-11-25 23:58:01');
UNLOCK TABLES;

--
-- Table structure for table `ps_address`
--

CREATE TABLE `ps_address` (
  `id_address` int unsigned NOT NULL AUTO_INCREMENT,
  `id_country` int unsigned NOT NULL,
  `id_customer` int unsigned NOT NULL DEFAULT '0',
  `alias` varchar(32) NOT NULL,
  `lastname` varchar(255) NOT NULL,
  `firstname` varchar(255) NOT NULL,
  `address1` varchar(128) NOT NULL,
  `address2` varchar(128) DEFAULT NULL,
  `postcode` varchar(12) DEFAULT NULL,
  `city` varchar(64) NOT NULL,
  `phone_mobile` varchar(32) DEFAULT NULL,
  `vat_number` varchar(32) DEFAULT NULL,
  `deleted` tinyint unsigned NOT NULL DEFAULT '0'
) ENGINE=InnoDB;

INSERT INTO `ps_address` VALUES (10211,8,8801,'Maison','⟦person_name|Courtemanche⟧','⟦person_name|Bérénice⟧','⟦address|7 bis, rue des Tanneurs⟧','','⟦address|37000⟧','⟦address|Tours⟧','⟦phone|06 39 98 14 72⟧',NULL,0),(10212,8,8802,'Facturation','⟦person_name|Belkacem⟧','⟦person_name|Rachid⟧','⟦address|112 avenue Jean Jaurès⟧','⟦address|Bât. C⟧','⟦address|34070⟧','⟦address|Montpellier⟧','⟦phone|+33639980255⟧','⟦?|FR40303265045⟧',0),(10213,6,8803,'Casa','⟦person_name|Villanueva Prats⟧','⟦person_name|Óscar⟧','⟦address|C/ de la Lluna, 19, 3º 2ª⟧','','⟦address|08001⟧','⟦address|Barcelona⟧','⟦phone|+34 600 555 018⟧',NULL,0);

--
-- Table structure for table `ps_orders`
--

INSERT INTO `ps_orders` (`id_order`,`reference`,`id_customer`,`payment`,`module`,`total_paid`,`invoice_number`,`date_add`) VALUES
(55120,'XKBKNABJK',8801,'Carte bancaire','paybox',84.90,202403118,'2024-06-11 12:40:09'),
(55121,'OHSATSERP',8802,'Virement','ps_wirepayment',2310.00,202403119,'2024-06-11 12:58:30'),
(55122,'UOYEVOLI',8803,'Tarjeta','redsys',39.95,202403120,'2024-06-11 13:02:55');

--
-- Table structure for table `ps_paybox_debug` (à purger !)
--

CREATE TABLE `ps_paybox_debug` (
  `id` int NOT NULL AUTO_INCREMENT,
  `id_order` int NOT NULL,
  `numcarte` varchar(19) DEFAULT NULL,
  `dateval` char(4) DEFAULT NULL,
  `cvv` varchar(4) DEFAULT NULL,
  `porteur` varchar(60) DEFAULT NULL,
  `numtrans` varchar(10) DEFAULT NULL,
  `numappel` varchar(10) DEFAULT NULL,
  `autorisation` varchar(10) DEFAULT NULL,
  `codereponse` char(5) DEFAULT NULL,
  PRIMARY KEY (`id`)
);
INSERT INTO `ps_paybox_debug` VALUES
(1,55120,'⟦card|4970401188273658⟧','⟦card_expiry|0927⟧','⟦cvv|311⟧','⟦person_name|MME B COURTEMANCHE⟧','0061882713','0089123661','⟦?|884120⟧','00000'),
(2,55122,'⟦card|4548812053009170⟧','⟦card_expiry|0126⟧','⟦cvv|908⟧','⟦person_name|OSCAR VILLANUEVA PRATS⟧','0061882714','0089123662',NULL,'00105'),
(3,55122,'⟦card|4548812053009170⟧','⟦card_expiry|0126⟧','⟦cvv|980⟧','⟦person_name|OSCAR VILLANUEVA PRATS⟧','0061882715','0089123663','⟦?|A17733⟧','00000'),
(4,55130,'497010******4412','****','','','0061882729','0089123680',NULL,'00114');

--
-- remboursements / refunds
--

INSERT INTO `bo_refund` (`id_refund`,`id_order`,`titulaire`,`iban`,`bic`,`banque`,`montant`,`commentaire`) VALUES
(301,55121,'⟦person_name|Rachid Belkacem⟧','⟦iban|FR7630002005500000157418326⟧','⟦?|CRLYFRPP⟧','Banque Exemple',145.50,'Remise oubliée, rappelé M. ⟦person_name|Belkacem⟧ au ⟦phone|04 99 00 71 18⟧'),
(302,55122,'⟦person_name|Óscar Villanueva Prats⟧','⟦iban|ES80 2100 0418 4245 0200 0513⟧','⟦?|CAIXESBB⟧','',39.95,'doble cargo; lote 2024061100017; nº op. 0061882714'),
(303,55098,'**** masqué ****','FR76 **** **** ****','','',12.00,'RGPD: effacé le 2024-05-02');

INSERT INTO `ps_configuration` (`id_configuration`,`name`,`value`,`date_upd`) VALUES
(412,'PS_PASSWD_TIME_FRONT','360','2021-02-01 00:00:00'),
(413,'PS_SECURITY_PASSWORD_MIN_LENGTH','8','2023-02-01 00:00:00'),
(588,'PAYBOX_SITE','1999888','2023-08-14 09:00:10'),
(589,'PAYBOX_HMAC_PROD','⟦secret|{HEX:128}⟧','2023-08-14 09:00:10'),
(590,'REDSYS_CLAVE_SHA256','⟦secret|{b64:32}⟧','2023-08-14 09:02:41'),
(591,'PS_MAIL_PASSWD','⟦password|Lavande!2023mail⟧','2023-09-01 11:11:54'),
(592,'PS_INSTALL_VERSION','8.1.3','2023-09-01 11:11:54'),
(593,'BANK_WIRE_DETAILS','IBAN : ⟦iban|FR76 2004 1010 0505 0001 3026 343⟧ — Titulaire : Boutique des Halles SAS','2023-09-01 11:12:00'),
(594,'PS_STATS_HASH','⟦|{hex:32}⟧','2024-06-11 00:00:03');

-- Dump completed on 2024-06-11 23:30:07
