console.log("true");
