using System.CommandLine;
using Porthole.Agent.Cli.Devices;
using Porthole.Agent.Cli.Doctor;

namespace Porthole.Agent.Cli;

/// <summary>The command line as a whole: this list is its table of contents.</summary>
internal static class PortholeCommand
{
    private const string Examples = """
        porthole demo
        porthole devices discover
        porthole status
        """;

    public static RootCommand Create() => new ExampleRoot("Porthole keeps the ports of security cameras open on the router, safely.", Examples)
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
        VersionCommand.Create(),
    };

    /// <summary>Runs a command line; the exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        // Whoever types the name alone wants to know what there is.
        var parsed = Create().Parse(args.Length == 0 ? ["--help"] : args);
        if (UsageErrors.Are(parsed)) return await UsageErrors.SayAsync(parsed);

        // The agent removes its mappings on an orderly stop, which takes as long as the router takes: no deadline but the host's.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }
}
