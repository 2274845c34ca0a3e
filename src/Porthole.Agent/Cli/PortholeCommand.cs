using System.CommandLine;
using Porthole.Agent.Cli.Devices;
using Porthole.Agent.Cli.Doctor;

namespace Porthole.Agent.Cli;

/// <summary>The command line as a whole: this list is its table of contents.</summary>
internal static class PortholeCommand
{
    public static RootCommand Create()
    {
        var root = Commands();
        ExampleCommand.ShowIn(root);
        return root;
    }

    private static RootCommand Commands() => new("Porthole keeps the ports of security cameras open on the router, safely.")
    {
        CommonOptions.Data,
        RunCommand.Create(),
        DemoCommand.Create(),
        StatusCommand.Create(),
        RouterCommand.Create(),
        DevicesCommand.Create(),
        OpenCommand.Create(),
        CompletionCommand.Create(),
        ServiceCommand.Create(),
        DoctorCommand.Create(),
        LogsCommand.Create(),
    };
}
