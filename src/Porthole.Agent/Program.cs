using Porthole.Agent.Cli;

return await PortholeCommand.RunAsync(args);
