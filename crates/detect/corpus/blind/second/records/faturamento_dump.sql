-- MySQL dump 10.19  Distrib 10.3.39-MariaDB, for debian-linux-gnu (x86_64)
--
-- Host: db-fat-01.interno.example    Database: faturamento
-- ------------------------------------------------------
-- Server version	10.3.39-MariaDB-0+deb10u2
/*!40101 SET NAMES utf8mb4 */;
/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;

DROP TABLE IF EXISTS `clientes`;
CREATE TABLE `clientes` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `nome` varchar(120) NOT NULL,
  `cpf_cnpj` varchar(18) DEFAULT NULL,
  `dt_nasc` date DEFAULT NULL,
  `email` varchar(120) DEFAULT NULL,
  `celular` varchar(20) DEFAULT NULL,
  `endereco` varchar(200) DEFAULT NULL,
  `cep` char(9) DEFAULT NULL,
  `criado_em` datetime NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=5013 DEFAULT CHARSET=utf8mb4;

LOCK TABLES `clientes` WRITE;
INSERT INTO `clientes` VALUES
(5007,'⟦person_name|Thaís Albuquerque Nogueira⟧','⟦national_id|318.472.905-23⟧','⟦birth_date|1988-05-14⟧','⟦email|thais.nogueira@correio.example⟧','⟦phone|(11) 98447-1902⟧','⟦address|Rua das Jabuticabeiras, 451, ap 72 - Pinheiros, São Paulo/SP⟧','⟦address|05422-031⟧','2023-02-11 10:22:41'),
(5008,'⟦person_name|Wellington da Silva Prado⟧','⟦national_id|072.918.445-50⟧','⟦birth_date|1979-12-03⟧','⟦email|wprado79@correio.example⟧','⟦phone|(31) 99128-4471⟧','⟦address|Av. Contorno do Lago, 1200 casa 3, Belo Horizonte/MG⟧','⟦address|30110-927⟧','2023-02-19 08:01:03'),
(5009,'Padaria Pão de Mel Ltda ME','⟦?|11.847.293/0001-63⟧',NULL,'⟦?|contato@paodemel.example⟧','⟦?|(51) 3018-4472⟧','⟦?|Rua da Praia, 88, Porto Alegre/RS⟧','⟦?|90020-060⟧','2023-03-02 14:55:19'),
(5010,'⟦person_name|Iracema Tavares⟧','⟦national_id|55182034709⟧',NULL,NULL,'⟦phone|85991028847⟧',NULL,NULL,'2023-03-02 17:40:00'),
(5011,'CLIENTE TESTE','000.000.000-00',NULL,'⟦?|teste@example.com⟧',NULL,NULL,NULL,'2023-03-09 09:00:00');
UNLOCK TABLES;

DROP TABLE IF EXISTS `meios_pagamento`;
CREATE TABLE `meios_pagamento` (
  `id` int(11) NOT NULL,
  `cliente_id` int(11) NOT NULL,
  `tipo` enum('cartao','pix','boleto','debito') NOT NULL,
  `numero` varchar(64) DEFAULT NULL,
  `validade` char(5) DEFAULT NULL,
  `titular` varchar(80) DEFAULT NULL,
  `cod_seg` varchar(4) DEFAULT NULL,
  `bandeira` varchar(12) DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO `meios_pagamento` VALUES (9001,5007,'cartao','⟦card|5502091284719300⟧','⟦?|07/26⟧','⟦person_name|THAIS A NOGUEIRA⟧','⟦cvv|558⟧','MASTER'),(9002,5008,'cartao','⟦card|4235640288173901⟧','⟦?|01/25⟧','⟦person_name|WELLINGTON S PRADO⟧',NULL,'VISA'),(9003,5008,'pix','⟦email|wprado79@correio.example⟧',NULL,NULL,NULL,NULL),(9004,5009,'boleto','⟦?|00190.50095 40144.816069 06809.350314 3 37370000000100⟧',NULL,NULL,NULL,NULL),(9005,5010,'debito','⟦account|237 / ag 1284-7 / cc 0044719-0⟧',NULL,'⟦person_name|IRACEMA TAVARES⟧',NULL,NULL),(9006,5010,'pix','⟦national_id|55182034709⟧',NULL,NULL,NULL,NULL),(9007,5011,'cartao','411111******1111','12/30','TESTE','***','VISA');

-- tabela de faturas
INSERT INTO `faturas` (`id`,`cliente_id`,`valor`,`vencimento`,`nosso_numero`,`chave_nfe`,`status`) VALUES
(77120,5007,149.90,'2024-02-10','00000077120-4','35240211847293000155550010000771201847193026','PAGA'),
(77121,5008,89.00,'2024-02-10','00000077121-2','35240211847293000155550010000771211284719934','ABERTA'),
(77122,5009,1290.00,'2024-02-15','00000077122-0','35240211847293000155550010000771221774029183','PAGA');

INSERT INTO `usuarios` (`id`,`login`,`senha`,`email`,`perfil`,`totp_secret`) VALUES
(1,'admin','⟦password_hash|$2y$10${alnum:53}⟧','⟦?|admin@fatura-facil.example⟧','ADMIN','⟦totp_secret|{b32:32}⟧'),
(2,'⟦?|rcamargo⟧','⟦password_hash|$2y$10${alnum:53}⟧','⟦email|renata.camargo@fatura-facil.example⟧','FINANCEIRO',NULL),
(3,'integracao','⟦password_hash|{hex:32}⟧',NULL,'API',NULL);

INSERT INTO `configuracoes` (`chave`,`valor`,`atualizado`) VALUES
('gateway.ambiente','producao','2024-01-04'),
('gateway.merchant_id','b1c0f3a2-4471-4d0e-9c1d-28471930aa51','2024-01-04'),
('gateway.merchant_key','⟦api_key|{upper:40}⟧','2024-01-04'),
('pix.client_id','Client_Id_fatfacil_prod','2024-01-04'),
('pix.client_secret','⟦client_secret|Client_Secret_{hex:40}⟧','2024-01-04'),
('pix.certificado','/etc/pix/prod_4471.p12','2024-01-04'),
('pix.chave_recebedor','⟦?|financeiro@fatura-facil.example⟧','2024-01-04'),
('smtp.host','smtp.fatura-facil.example','2023-08-01'),
('smtp.senha','⟦password|Jacaranda@2023!⟧','2023-08-01'),
('senha.tamanho_minimo','8','2023-08-01'),
('senha.expira_dias','60','2023-08-01'),
('aws.access_key_id','⟦access_key|AKIA{upper:16}⟧','2023-10-12'),
('aws.secret_access_key','⟦secret|{b64:40}⟧','2023-10-12'),
('s3.bucket','fatura-facil-boletos','2023-10-12'),
('whatsapp.token','⟦access_token|EAA{alnum:120}⟧','2023-11-30'),
('recaptcha.site_key','6Lc8nV0pAAAAAH2xk0Z4m7QwJr1sTd3yLbUe9FgC','2023-11-30'),
('versao.schema','20240201_0013','2024-02-01'),
('build','2.9.4+sha.5114f85','2024-02-01');

INSERT INTO `log_estorno` VALUES (311,77120,'2024-02-20 11:08:52','Cliente ⟦person_name|Thaís Nogueira⟧ ligou do ⟦phone|11 98447-1902⟧, pediu estorno na conta ⟦account|Banco 341 Ag 0284 C/C 19347-1⟧, CPF ⟦national_id|318.472.905-23⟧. Protocolo 20240220110852.','NSU 004471 TID 10069930690A1B2C3D4E');
-- Dump completed on 2024-02-21  3:15:07
