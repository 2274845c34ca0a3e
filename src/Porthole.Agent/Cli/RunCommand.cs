using System.CommandLine;
using Porthole.Agent.Hosting;
using Porthole.Agent.Hosting.Linux;
using Porthole.Agent.Hosting.Services;
using Porthole.Agent.Hosting.Windows;
using Porthole.PortMapping;

namespace Porthole.Agent.Cli;

/// <summary><c>porthole run</c>: the agent in a terminal, and the same under Windows' service manager and systemd.</summary>
internal static class RunCommand
{
    /// <summary>Said by the service that <c>service install</c> makes: on Windows a process must know from its first moment that the service manager waits for it.</summary>
    public const string AsService = "--as-service";

    private static readonly Option<bool> Service = new(AsService) { Hidden = true };

    public static Command Create()
    {
        var command = new ExampleCommand(
            "run",
            "Run the agent in the foreground",
            """
            porthole run
            porthole run --settings cameras.json --data state
            """,
            "0 stopped in order, 1 it could not run, 2 the settings are wrong") { CommonOptions.Settings, Service };
        command.SetAction((parsed, cancellationToken) => parsed.GetValue(Service) && OperatingSystem.IsWindows()
            ? Task.FromResult(WindowsServiceLifetime.Run(lifetime => RunAsync(parsed, lifetime, cancellationToken)))
            : RunAsync(parsed, (IServiceLifetime?)SystemdLifetime.TryCreate(Environment.GetEnvironmentVariable) ?? new Foreground(), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, IServiceLifetime manager, CancellationToken cancellationToken)
    {
        using var lifetime = manager;
        var folder = parsed.StateFolder();
        var file = SettingsFile.Choose(parsed.GetValue(CommonOptions.Settings), folder, takesSample: true);
        var (settings, errors) = file.Load();
        if (!errors.IsEmpty)
        {
            foreach (var error in errors) lifetime.Refuse(error.ToString());
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
            lifetime,
            cancellationToken);
    }
}
