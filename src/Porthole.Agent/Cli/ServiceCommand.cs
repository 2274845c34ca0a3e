using System.CommandLine;
using Porthole.Agent.Hosting.Linux;
using Porthole.Agent.Hosting.Services;
using Porthole.Agent.Hosting.Windows;

namespace Porthole.Agent.Cli;

/// <summary><c>porthole service</c>: Porthole starts with the machine.</summary>
internal static class ServiceCommand
{
    private static readonly Option<string?> Settings = new("--settings") { Description = "A settings file to install; without one, those that are there are kept, or nothing is opened", HelpName = "FILE" };
    private static readonly Option<bool> NoFirewallRule = new("--no-firewall-rule") { Description = "Leave Windows Firewall as it is; the relay is then reached from this PC only" };
    private static readonly Option<bool> NoTray = new("--no-tray") { Description = "Do not start the notification-area program when somebody signs in (Windows)" };
    private static readonly Option<bool> RemoveData = new("--remove-data") { Description = "Remove the state folder, too, with settings and registered devices" };

    public static Command Create() => new("service", "Start Porthole with the machine: as a Windows service or by systemd")
    {
        Verb(new Command("install", "Make the service, or bring it up to date; settings are kept") { Settings, NoFirewallRule, NoTray }, InstallAsync),
        Verb(new Command("uninstall", "Stop the service and remove it; settings are kept") { RemoveData }, UninstallAsync),
        Verb(new Command("start", "Start the service"), (manager, _, cancellationToken) => SwitchAsync(manager.StartAsync, "The service runs.", "does not start", cancellationToken)),
        Verb(new Command("stop", "Stop the service; the mappings are removed from the router"), (manager, _, cancellationToken) => SwitchAsync(manager.StopAsync, "The service is stopped.", "does not stop", cancellationToken)),
        Status(),
    };

    private static Command Verb(Command command, Func<IServiceManager, ParseResult, CancellationToken, Task<int>> run)
    {
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var manager = Manager();
            if (manager.Obstacle is { } obstacle) return await FailAsync(obstacle);
            return await run(manager, parsed, cancellationToken);
        });
        return command;
    }

    private static Command Status()
    {
        var command = new Command("status", "Show how the service stands (exit code 0: it runs, 1: it does not, 3: it is not installed)");
        command.SetAction(_ =>
        {
            var report = Manager().Query();
            if (!report.IsInstalled)
            {
                Console.WriteLine("The service is not installed. Install it with: porthole service install");
                return ExitCodes.NoAgent;
            }

            TextTable.Write(["SERVICE", "Porthole"], report.Lines.Select(line => new[] { line.Name, line.Value }), Console.Out);
            return report.IsRunning ? ExitCodes.Good : ExitCodes.Problem;
        });
        return command;
    }

    private static async Task<int> InstallAsync(IServiceManager manager, ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = new ServiceOptions
        {
            DataFolder = parsed.GetValue(CommonOptions.Data),
            Settings = parsed.GetValue(Settings) is { } settings ? Path.GetFullPath(settings) : null,
            FirewallRule = !parsed.GetValue(NoFirewallRule),
            Tray = !parsed.GetValue(NoTray),
        };
        if (options.DataFolder is not null && !OperatingSystem.IsWindows()) return await FailAsync("under systemd the state folder is always /var/lib/porthole. Leave --data out.");
        if (InitialSettings.Check(options.Settings) is { } mistake) return await FailAsync($"{mistake}{Environment.NewLine}Nothing was changed.", ExitCodes.Usage);
        if (!await new SetupRun(Console.Out, Console.Error).InstallAsync(manager.InstallSteps(options))) return ExitCodes.Problem;
        Console.WriteLine("The service is installed.");
        return ExitCodes.Good;
    }

    private static async Task<int> UninstallAsync(IServiceManager manager, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!await new SetupRun(Console.Out, Console.Error).RemoveAsync(manager.RemoveSteps(parsed.GetValue(RemoveData)))) return ExitCodes.Problem;
        Console.WriteLine("The service is removed.");
        return ExitCodes.Good;
    }

    private static async Task<int> SwitchAsync(Func<CancellationToken, Task<string?>> turn, string done, string failed, CancellationToken cancellationToken)
    {
        if (await turn(cancellationToken) is { } obstacle) return await FailAsync($"the service {failed}: {obstacle}");
        Console.WriteLine(done);
        return ExitCodes.Good;
    }

    private static IServiceManager Manager() => OperatingSystem.IsWindows() ? new WindowsService(TimeProvider.System) : SystemdService.Create();

    private static async Task<int> FailAsync(string message, int exitCode = ExitCodes.Problem)
    {
        await Console.Error.WriteLineAsync($"porthole: {message}");
        return exitCode;
    }
}
