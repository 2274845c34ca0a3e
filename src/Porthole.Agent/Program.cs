Console.Error.WriteLine("porthole: no command is built yet");
return 1;
