using System.Runtime.Versioning;
using Porthole.Agent.Api;
using Porthole.Agent.Cli;
using Porthole.Agent.Hosting.Services;

namespace Porthole.Agent.Hosting.Windows;

/// <summary>Porthole as a service of Windows.</summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsService(TimeProvider time) : IServiceManager
{
    private const string Name = ServiceAccount.Service;

    public string? Obstacle
    {
        get
        {
            if (!Environment.IsPrivilegedProcess) return "the service manager listens to administrators only. Open a terminal with \"Run as administrator\" and try again.";
            return Program is null ? "the service needs the built program porthole.exe, which this is not. Use a release, or publish it first." : null;
        }
    }

    private static string? Program =>
        Environment.ProcessPath is { } path && Path.GetFileName(path).Equals("porthole.exe", StringComparison.OrdinalIgnoreCase) ? path : null;

    public IReadOnlyList<SetupStep> InstallSteps(ServiceOptions options)
    {
        var folder = StateFolder.At(options.DataFolder);
        List<SetupStep> steps = [FolderStep(folder), TokenStep(folder), InitialSettings.Step(options.Settings, folder), ServiceStep(options)];
        steps.AddRange(ServiceDetails.Steps());
        steps.Add(EventSourceStep());
        if (options.FirewallRule) steps.Add(FirewallStep());
        if (options.Tray && File.Exists(TrayAutostart.Program)) steps.Add(TrayStep(options.DataFolder));
        steps.Add(SearchPathStep());
        return steps;
    }

    public IReadOnlyList<SetupStep> RemoveSteps(bool removeData)
    {
        var folder = InstalledFolder();
        List<SetupStep> steps =
        [
            new($"service {Name} stopped", () => StopAsync(CancellationToken.None)),
            SetupStep.At($"service {Name} removed", ServiceRecord.Delete),
            SetupStep.At("Event Log source removed", EventSource.Unregister),
            SetupStep.At("start of the notification-area program removed", TrayAutostart.Unregister),
            SetupStep.At("command porthole removed from the PATH", SearchPath.Unregister),

            // Where there is none, netsh says so by failing, and nothing is left behind either.
            SetupStep.At($"firewall rule \"{FirewallRule.Name}\" removed", () => { FirewallRule.Remove(); }),
        ];
        if (removeData && Directory.Exists(folder.Path)) steps.Add(SetupStep.At($"state folder {folder.Path} removed", () => Directory.Delete(folder.Path, recursive: true)));
        return steps;
    }

    public Task<string?> StartAsync(CancellationToken cancellationToken) => new ServiceSwitch(time).StartAsync(cancellationToken);

    public Task<string?> StopAsync(CancellationToken cancellationToken) => new ServiceSwitch(time).StopAsync(cancellationToken);

    public ServiceReport Query() => ServiceRecord.Read() is not { } record
        ? new ServiceReport(IsInstalled: false, IsRunning: false, [])
        : new ServiceReport(IsInstalled: true, record.Status.Status.State == ServiceState.Running,
        [
            ("State", Word(record.Status.Status.State)),
            ("Process", record.Status.ProcessId == 0 ? "none" : $"{record.Status.ProcessId}"),
            ("Account", record.Account),
            ("Command", record.CommandLine),
            ("Event Log", EventSource.Exists ? $"Application, source {EventSource.Name}" : "not registered"),
            ("In a terminal", SearchPath.IsRegistered ? "porthole, in every window opened since" : $"{Program}, by its whole name"),
            ("Notification area", TrayAutostart.IsRegistered ? "starts when somebody signs in" : "not started by itself"),
        ]);

    private static string Word(ServiceState state) => state switch
    {
        ServiceState.Stopped => "stopped",
        ServiceState.StartPending => "starting",
        ServiceState.StopPending => "stopping: removing the mappings",
        ServiceState.Running => "running",
        _ => $"{state}",
    };

    // The folder that the service works with stands in its command line; without a service, the usual one.
    private static StateFolder InstalledFolder() =>
        StateFolder.At(ServiceRecord.Read() is { } record ? CommandLine.OptionOf(record.CommandLine, CommonOptions.Data.Name) : null);

    private static SetupStep FolderStep(StateFolder folder)
    {
        var before = Directory.Exists(folder.Path) ? StateFolderRights.Read(folder.Path) : null;
        return SetupStep.At(
            $"state folder {folder.Path}, for the service and administrators to write and for you to read",
            () =>
            {
                folder.Create();
                StateFolderRights.Apply(folder.Path);
            },
            () =>
            {
                if (before is null) Directory.Delete(folder.Path, recursive: true);
                else StateFolderRights.Set(folder.Path, before);
            });
    }

    // Made here: a token that the service made would be for the service and administrators alone, and the owner's own programs could change nothing.
    private static SetupStep TokenStep(StateFolder folder)
    {
        var isThere = File.Exists(folder.TokenFile);
        return SetupStep.At(
            "token for changes, which administrators and you can read",
            () =>
            {
                ApiToken.Prepare(folder);
                StateFolderRights.ApplyToFile(folder.TokenFile);
            },
            isThere ? null : () => File.Delete(folder.TokenFile));
    }

    private static SetupStep ServiceStep(ServiceOptions options)
    {
        string[] data = options.DataFolder is null ? [] : [CommonOptions.Data.Name, Path.GetFullPath(options.DataFolder)];
        var commandLine = CommandLine.Of(Program!, ["run", RunCommand.AsService, .. data]);
        var before = ServiceRecord.Read();
        return SetupStep.At(
            before is null ? $"service {Name}, which starts with Windows" : $"service {Name}, which was there, brought up to date",
            () => ServiceRecord.Write(commandLine),
            () =>
            {
                if (before is null) ServiceRecord.Delete();
                else ServiceRecord.Write(before.CommandLine);
            });
    }

    private static SetupStep EventSourceStep() => SetupStep.At(
        $"Event Log source {EventSource.Name}", EventSource.Register, EventSource.Exists ? null : EventSource.Unregister);

    private static SetupStep FirewallStep() => SetupStep.At(
        $"firewall rule \"{FirewallRule.Name}\": connections to {Program} are let in",
        () =>
        {
            // One of an older installation may name another folder.
            FirewallRule.Remove();
            return FirewallRule.Add(Program!);
        },
        () => FirewallRule.Remove());

    // Everything works without it, by the program's whole name.
    private static SetupStep SearchPathStep() => SetupStep.At(
        "command porthole, in every window opened from now on",
        SearchPath.Register,
        SearchPath.IsRegistered ? null : SearchPath.Unregister) with { IsOptional = true };

    private static SetupStep TrayStep(string? dataFolder) => SetupStep.At(
        "notification-area program, which starts when somebody signs in",
        () => TrayAutostart.Register(dataFolder),
        TrayAutostart.IsRegistered ? null : TrayAutostart.Unregister);
}
