using System.Collections.Immutable;
using System.CommandLine;
using Porthole.Agent.Hosting;
using Porthole.Agent.Hosting.Linux;
using Porthole.Agent.Hosting.Services;
using Porthole.Agent.Hosting.Windows;
using Porthole.Agent.Status;

namespace Porthole.Agent.Cli;

/// <summary><c>porthole service</c>: Porthole starts with the machine.</summary>
internal static class ServiceCommand
{
    private static readonly Option<string?> Settings = new("--settings") { Description = "A settings file to install; without one, those that are there are kept, or nothing is opened", HelpName = "FILE" };
    private static readonly Option<bool> NoFirewallRule = new("--no-firewall-rule") { Description = "Leave Windows Firewall as it is; the relay is then reached from this PC only" };
    private static readonly Option<bool> NoTray = new("--no-tray") { Description = "Do not start the notification-area program when somebody signs in (Windows)" };
    private static readonly Option<bool> Start = new("--start") { Description = "Start it too; when it does not answer, everything is put back as it was, settings included" };
    private static readonly Option<bool> RemoveData = new("--remove-data") { Description = "Remove the state folder, too, with settings and registered devices" };

    public static Command Create() => new ExampleCommand(
        "service",
        "Start Porthole with the machine: as a Windows service or by systemd",
        """
        porthole service install
        porthole service start
        porthole service status
        """)
    {
        Verb(
            new ExampleCommand(
                "install",
                "Make the service, or bring it up to date; settings are kept",
                """
                porthole service install
                porthole service install --settings cameras.json --start
                """) { Settings, Start, NoFirewallRule, NoTray, CommonOptions.Json },
            InstallAsync),
        Verb(
            new ExampleCommand(
                "uninstall",
                "Stop the service and remove it; settings are kept",
                """
                porthole service uninstall
                porthole service uninstall --remove-data
                """) { RemoveData, CommonOptions.Json },
            UninstallAsync),
        Verb(
            new ExampleCommand("start", "Start the service", "porthole service start\nporthole service start --json") { CommonOptions.Json },
            (manager, parsed, cancellationToken) => SwitchAsync(parsed, manager.StartAsync, "Starting the service", "The service runs.", "does not start", cancellationToken)),
        Verb(
            new ExampleCommand("stop", "Stop the service; the mappings are removed from the router", "porthole service stop\nporthole service stop --json") { CommonOptions.Json },
            (manager, parsed, cancellationToken) => SwitchAsync(parsed, manager.StopAsync, "Stopping the service: the router is cleared", "The service is stopped.", "does not stop", cancellationToken)),
        Status(),
    };

    private static Command Verb(Command command, Func<IServiceManager, ParseResult, CancellationToken, Task<int>> run)
    {
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var manager = Manager();
            if (manager.Obstacle is { } obstacle) return await Complaint.SayAsync(parsed, ExitCodes.Problem, obstacle);
            return await run(manager, parsed, cancellationToken);
        });
        return command;
    }

    private static ExampleCommand Status()
    {
        var command = new ExampleCommand(
            "status",
            "Show how the service stands",
            """
            porthole service status
            porthole service status --json
            """,
            "0 it runs, 1 it does not, 2 the command line is wrong, 3 it is not installed") { CommonOptions.Json };
        command.SetAction(parsed =>
        {
            var report = Manager().Query();
            if (parsed.GetValue(CommonOptions.Json)) Console.WriteLine(ServiceDocument.Of(report));
            else if (!report.IsInstalled) Console.WriteLine("The service is not installed. Install it with: porthole service install");
            else TextTable.Write(["SERVICE", "Porthole"], report.Lines.Select(line => new[] { line.Name, line.Value }), Console.Out);
            if (!report.IsInstalled) return ExitCodes.NoAgent;
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
        if (options.DataFolder is not null && !OperatingSystem.IsWindows()) return await Complaint.SayAsync(parsed, ExitCodes.Problem, "under systemd the state folder is always /var/lib/porthole. Leave --data out.");
        if (InitialSettings.Check(options.Settings) is { } mistake) return await Complaint.SayAsync(parsed, ExitCodes.Usage, [.. mistake.Split(Environment.NewLine), "Nothing was changed."]);
        if (!parsed.GetValue(Start)) return await SetUpAsync(parsed, run => run.InstallAsync(manager.InstallSteps(options)), "The service is installed.");
        var folder = parsed.StateFolder();
        SetupStep[] steps = [.. StartSteps.Before(manager), .. manager.InstallSteps(options), StartSteps.Last(manager, token => AnswersAsync(folder, token), TimeProvider.System)];
        return await SetUpAsync(parsed, run => run.InstallAsync(steps), "The service is installed and runs.");
    }

    // Its own word for where it answers, so that another agent on this PC is not taken for it.
    private static async Task<bool> AnswersAsync(StateFolder folder, CancellationToken cancellationToken)
    {
        if (AgentFile.Read(folder) is null) return false;
        using var agent = AgentClient.For(folder);
        return await agent.GetAsync("api/status", StatusJson.Default.StatusDocument, cancellationToken) is not null;
    }

    private static Task<int> UninstallAsync(IServiceManager manager, ParseResult parsed, CancellationToken cancellationToken) =>
        SetUpAsync(parsed, run => run.RemoveAsync(manager.RemoveSteps(parsed.GetValue(RemoveData))), "The service is removed.");

    private static async Task<int> SetUpAsync(ParseResult parsed, Func<SetupRun, Task<bool>> work, string done)
    {
        var asJson = parsed.GetValue(CommonOptions.Json);
        using var output = new StringWriter();
        using var error = new StringWriter();
        if (!await work(asJson ? new SetupRun(output, error) : new SetupRun(Console.Out, Console.Error)))
            return asJson ? await Complaint.SayAsync(parsed, ExitCodes.Problem, Lines(error)) : ExitCodes.Problem;
        Console.WriteLine(asJson ? ServiceDocument.Of(done, Lines(output)) : done);
        return ExitCodes.Good;
    }

    private static async Task<int> SwitchAsync(ParseResult parsed, Func<CancellationToken, Task<string?>> turn, string doing, string done, string failed, CancellationToken cancellationToken)
    {
        string? obstacle;
        using (WaitLine.Begin(doing)) obstacle = await turn(cancellationToken);
        if (obstacle is not null) return await Complaint.SayAsync(parsed, ExitCodes.Problem, $"the service {failed}: {obstacle}");
        Console.WriteLine(parsed.GetValue(CommonOptions.Json) ? ServiceDocument.Of(done, []) : done);
        return ExitCodes.Good;
    }

    private static ImmutableArray<string> Lines(StringWriter text) => [.. text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private static IServiceManager Manager() => OperatingSystem.IsWindows() ? new WindowsService(TimeProvider.System) : SystemdService.Create();
}
