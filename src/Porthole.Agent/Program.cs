using System.CommandLine;
using Porthole.Agent.Cli;

var root = new RootCommand("Porthole keeps the ports of security cameras open on the router, safely.")
{
    CommonOptions.Data,
    RunCommand.Create(),
    StatusCommand.Create(),
    DemoCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
