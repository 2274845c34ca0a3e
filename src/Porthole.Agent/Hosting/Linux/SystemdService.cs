using Porthole.Agent.Hosting.Services;

namespace Porthole.Agent.Hosting.Linux;

/// <summary>Porthole as a service of systemd.</summary>
/// <param name="program">The absolute path of this program; null when it is not the built program.</param>
/// <param name="systemctl">Runs systemctl with these words: exit code and what it said.</param>
/// <param name="root">Where the machine's files begin: <c>/</c>.</param>
internal sealed class SystemdService(string? program, Func<string, (int ExitCode, string Output)> systemctl, string root = "/") : IServiceManager
{
    /// <summary>Its real place, and the name that systemd gives it for administrators (systemd.exec(5), DynamicUser).</summary>
    private static readonly string[] StateFolders = ["var/lib/private/porthole", "var/lib/porthole"];

    public string? Obstacle
    {
        get
        {
            if (!Directory.Exists(Path.Combine(root, "run/systemd/system"))) return "systemd does not run on this machine. Start \"porthole run\" by whatever starts programs here.";
            if (!Environment.IsPrivilegedProcess) return "services are root's business. Try again with sudo.";
            return program is null ? "the service needs the built program porthole, which this is not. Use a release, or publish it first." : null;
        }
    }

    private string UnitFile => Path.Combine(root, "etc/systemd/system", SystemdUnit.Name);

    private StateFolder Folder => StateFolder.At(Path.Combine(root, "var/lib/porthole"));

    public static SystemdService Create() => new(
        Path.GetFileName(Environment.ProcessPath) == "porthole" ? Environment.ProcessPath : null,
        words => ToolProcess.Run("systemctl", words));

    public IReadOnlyList<SetupStep> InstallSteps(ServiceOptions options)
    {
        var before = File.Exists(UnitFile) ? File.ReadAllText(UnitFile) : null;
        var hadFolder = Directory.Exists(Folder.Path);
        return
        [
            SetupStep.At($"state folder {Folder.Path}", Folder.Create, hadFolder ? null : RemoveFolders),
            InitialSettings.Step(options.Settings, Folder),
            SetupStep.At(before is null ? $"unit {UnitFile}" : $"unit {UnitFile}, which was there, brought up to date", () => AtomicFile.Write(UnitFile, SystemdUnit.Text(program!)), () =>
            {
                if (before is null) File.Delete(UnitFile);
                else AtomicFile.Write(UnitFile, before);
                systemctl("daemon-reload");
            }),
            SetupStep.At("systemd knows the unit", () => Systemctl("daemon-reload")),
            SetupStep.At("start with the machine", () => Systemctl($"enable {SystemdUnit.Name}"), before is null ? () => systemctl($"disable {SystemdUnit.Name}") : null),
        ];
    }

    public IReadOnlyList<SetupStep> RemoveSteps(bool removeData)
    {
        List<SetupStep> steps = [];
        if (File.Exists(UnitFile))
        {
            steps.Add(new SetupStep("service stopped", () => StopAsync(CancellationToken.None)));
            steps.Add(SetupStep.At("start with the machine removed", () => Systemctl($"disable {SystemdUnit.Name}")));
            steps.Add(SetupStep.At($"unit {UnitFile} removed", () => File.Delete(UnitFile)));
            steps.Add(SetupStep.At("systemd has forgotten the unit", () => Systemctl("daemon-reload")));
        }

        if (removeData) steps.AddRange(PresentFolders().Select(path => SetupStep.At($"state folder {path} removed", () => Remove(path))));
        return steps;
    }

    public Task<string?> StartAsync(CancellationToken cancellationToken) => Task.FromResult(
        systemctl($"start {SystemdUnit.Name}") is { ExitCode: not 0 } failed ? $"{failed.Output} The journal says why: journalctl -u porthole" : null);

    public Task<string?> StopAsync(CancellationToken cancellationToken) => Task.FromResult(Query().IsInstalled ? Systemctl($"stop {SystemdUnit.Name}") : null);

    public ServiceReport Query()
    {
        if (!File.Exists(UnitFile)) return new ServiceReport(IsInstalled: false, IsRunning: false, []);
        var (_, output) = systemctl($"show {SystemdUnit.Name} --property=ActiveState --property=SubState --property=MainPID --property=UnitFileState --property=StatusText");
        var properties = output.Split('\n').Select(line => line.Split('=', 2)).Where(parts => parts.Length == 2).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        string Of(string name) => properties.GetValueOrDefault(name, "");
        return new ServiceReport(IsInstalled: true, Of("ActiveState") == "active",
        [
            ("State", $"{Of("ActiveState")} ({Of("SubState")})"),
            ("Says", Of("StatusText") is { Length: > 0 } text ? text : "nothing"),
            ("Process", Of("MainPID") is "0" or "" ? "none" : Of("MainPID")),
            ("At boot", Of("UnitFileState")),
            ("Unit", UnitFile),
            ("Log", "journalctl -u porthole"),
        ]);
    }

    private List<string> PresentFolders() => [.. StateFolders.Select(folder => Path.Combine(root, folder)).Where(Path.Exists)];

    private void RemoveFolders() => PresentFolders().ForEach(Remove);

    private static void Remove(string path)
    {
        // The public name is a link to the private folder once the service has run.
        if (new FileInfo(path).LinkTarget is not null) File.Delete(path);
        else Directory.Delete(path, recursive: true);
    }

    private string? Systemctl(string words) => systemctl(words) is { ExitCode: not 0 } failed ? $"systemctl {words}: {failed.Output}" : null;
}
