using System.CommandLine;
using Porthole.Agent.Cli;

var root = new RootCommand("Porthole keeps the ports of security cameras open on the router, safely.")
{
    CommonOptions.Data,
    RunCommand.Create(),
    StatusCommand.Create(),
    DemoCommand.Create(),
};

// The agent removes its mappings on an orderly stop, which takes as long as the router takes: no deadline but the host's.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
