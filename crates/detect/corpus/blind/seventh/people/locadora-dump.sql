-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
--
-- Host: db-prod-02    Database: locadora
-- ------------------------------------------------------
-- Server version	8.0.36-0ubuntu0.22.04.1

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!50503 SET NAMES utf8mb4 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;

--
-- Table structure for table `clientes`
--

DROP TABLE IF EXISTS `clientes`;
CREATE TABLE `clientes` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `nome` varchar(120) NOT NULL,
  `cpf` char(14) DEFAULT NULL,
  `rg` varchar(20) DEFAULT NULL,
  `cnh` char(11) DEFAULT NULL,
  `nascimento` date DEFAULT NULL,
  `celular` varchar(20) DEFAULT NULL,
  `email` varchar(120) DEFAULT NULL,
  `logradouro` varchar(160) DEFAULT NULL,
  `cidade` varchar(60) DEFAULT NULL,
  `uf` char(2) DEFAULT NULL,
  `cep` char(9) DEFAULT NULL,
  `senha_hash` varchar(72) DEFAULT NULL,
  `criado_em` datetime DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (`id`),
  UNIQUE KEY `uk_cpf` (`cpf`)
) ENGINE=InnoDB AUTO_INCREMENT=10419 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;

LOCK TABLES `clientes` WRITE;
/*!40000 ALTER TABLE `clientes` DISABLE KEYS */;
INSERT INTO `clientes` VALUES
(10411,'⟦person_name|Thaís Rezende Cavalcanti⟧','⟦national_id|323.958.158-29⟧','⟦national_id|38.441.877-6⟧','⟦driver_licence|41299981760⟧','⟦birth_date|1989-06-11⟧','⟦phone|(11) 95550-0142⟧','⟦email|thais.rezende@correio.example⟧','⟦address|Rua Cardoso de Almeida, 1207, ap 53⟧','⟦?|São Paulo⟧','SP','⟦?|05013-001⟧','⟦password_hash|$2y$10${alnum:53}⟧','2023-11-02 14:22:10'),
(10412,'⟦person_name|Wanderley dos Santos Quaresma⟧','⟦national_id|371.309.629-50⟧',NULL,'⟦driver_licence|33626511395⟧','⟦birth_date|1961-12-30⟧','⟦phone|+55 41 95550-0188⟧','⟦email|wquaresma@correio.example⟧','⟦address|Av. Sete de Setembro 4418 bl. B⟧','⟦?|Curitiba⟧','PR','⟦?|80250-205⟧','⟦password_hash|$2y$10${alnum:53}⟧','2023-11-03 09:01:55'),
(10413,'⟦person_name|JOÃO VITOR PAIXÃO BRANDÃO⟧','⟦national_id|15417708461⟧','⟦national_id|MG-14.418.209⟧','⟦driver_licence|39690022409⟧','⟦birth_date|1996-02-05⟧','⟦phone|31955500119⟧','⟦email|jvbrandao@empresa.example⟧','⟦address|R. dos Timbiras, nº 88 - fundos⟧','⟦?|Belo Horizonte⟧','MG','⟦?|30140060⟧',NULL,'2023-11-03 10:40:31'),
(10414,'Cliente Balcão','',NULL,NULL,NULL,NULL,'⟦?|nao-informado@locadora.example⟧',NULL,NULL,NULL,NULL,NULL,'2023-11-03 10:41:00'),
(10415,'⟦person_name|Iracema D\'Ávila Noronha⟧','⟦national_id|487.397.310-49⟧','⟦national_id|5044187723 SSP/RS⟧','⟦driver_licence|28506017103⟧','⟦birth_date|1978-08-19⟧','⟦phone|(51) 95550.0164⟧','⟦email|iracema.noronha@correio.example⟧','⟦address|Travessa Azevedo 22 casa 3⟧','⟦?|Porto Alegre⟧','RS','⟦?|90220-200⟧','⟦password_hash|$2y$10${alnum:53}⟧','2023-11-06 17:12:48');
/*!40000 ALTER TABLE `clientes` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `veiculos`
--

DROP TABLE IF EXISTS `veiculos`;
CREATE TABLE `veiculos` (
  `id` int NOT NULL,
  `modelo` varchar(60) NOT NULL,
  `placa` char(8) NOT NULL,
  `chassi` char(17) NOT NULL,
  `renavam` char(11) NOT NULL,
  `km` int DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB;

INSERT INTO `veiculos` VALUES (71,'VW Gol 1.6 MSI','⟦licence_plate|FQK4D18⟧','⟦vehicle_id|9BWAB45UXHT047716⟧','⟦vehicle_id|50607102787⟧',88120);
INSERT INTO `veiculos` VALUES (72,'GM Onix LT','⟦licence_plate|QPM-4187⟧','⟦vehicle_id|9BGKS48U0LG221905⟧','⟦vehicle_id|29907439878⟧',41377);
INSERT INTO `veiculos` VALUES (73,'Fiat Argo Drive','⟦licence_plate|RHT2J40⟧','⟦vehicle_id|9BD358832LY440172⟧','⟦vehicle_id|68316204071⟧',60915);

--
-- Dumping data for table `contratos`
--

INSERT INTO `contratos` (`id`,`numero`,`cliente_id`,`veiculo_id`,`retirada`,`devolucao`,`valor`,`cartao`,`validade`,`obs`) VALUES
(5518,'LOC-2023-0055188',10411,71,'2023-11-10 08:00:00','2023-11-14 08:00:00',612.40,'⟦card|4962248737922495⟧','⟦?|0926⟧','pré-autorização 118822, condutor adicional ⟦person_name|Leandro Cavalcanti⟧ CPF ⟦national_id|329.869.777-07⟧'),
(5519,'LOC-2023-0055189',10412,73,'2023-11-11 10:30:00','2023-11-12 10:30:00',149.90,'411111******1111','0000','cartão mascarado pela adquirente'),
(5520,'LOC-2023-0055190',10415,72,'2023-11-15 07:15:00',NULL,980.00,NULL,NULL,'multa AIT 5A418772-0 repassar; reembolso via Pix ⟦account|iracema.noronha@correio.example⟧, ag 0418 cc ⟦account|55187-3⟧');

--
-- Dumping data for table `configuracoes`
--

INSERT INTO `configuracoes` VALUES ('smtp.host','smtp.locadora.example'),('smtp.user','⟦?|naoresponda@locadora.example⟧'),('smtp.senha','⟦password|Jabuticaba-9041⟧'),('gateway.token','⟦access_token|gw_live_{alnum:40}⟧'),('senha.tamanho_minimo','8'),('senha.expira_dias','90'),('versao.schema','20231101_0412'),('empresa.cnpj','⟦?|41.877.220/0001-85⟧'),('log.sha1','da39a3ee5e6b4b0d3255bfef95601890afd80709');

/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
-- Dump completed on 2023-11-16  3:00:07
