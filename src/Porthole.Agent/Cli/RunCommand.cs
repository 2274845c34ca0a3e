using System.CommandLine;
using Porthole.Agent.Hosting;
using Porthole.PortMapping;

namespace Porthole.Agent.Cli;

/// <summary><c>porthole run</c>: the agent in the foreground.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var command = new Command("run", "Run the agent in the foreground") { CommonOptions.Settings };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var folder = parsed.StateFolder();
        var file = SettingsFile.Choose(parsed.GetValue(CommonOptions.Settings), folder);
        var (settings, errors) = file.Load();
        if (!errors.IsEmpty)
        {
            foreach (var error in errors) await Console.Error.WriteLineAsync(error.ToString());
            return ExitCodes.Usage;
        }

        return await AgentHost.RunAsync(
            new AgentSetup
            {
                Settings = settings,
                File = file,
                Folder = folder,
                Locate = gateway => GatewayLocator.Locate(gateway.Interface, gateway.Address),
            },
            cancellationToken);
    }
}
