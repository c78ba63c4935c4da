//! REST, tus, sign-in ceremonies and the embedded web pages
