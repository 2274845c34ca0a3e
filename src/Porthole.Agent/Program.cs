using System.CommandLine;
using Porthole.Agent.Cli;

// The agent removes its mappings on an orderly stop, which takes as long as the router takes: no deadline but the host's.
return await PortholeCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
