using Porthole.Agent.Hosting.Linux;
using Porthole.Agent.Hosting.Services;
using Porthole.Agent.Tests.Support;

namespace Porthole.Agent.Tests.Hosting.Linux;

/// <summary>Installation and removal in a folder that stands for the machine's root, with a systemctl that is told to.</summary>
public sealed class SystemdServiceTests : IDisposable
{
    private readonly TemporaryFolder _root = new();
    private readonly List<string> _asked = [];
    private string? _refused;
    private string _answer = "";

    public SystemdServiceTests()
    {
        Directory.CreateDirectory(_root.File("etc/systemd/system"));
        Directory.CreateDirectory(_root.File("var/lib"));
    }

    private string Unit => _root.File("etc/systemd/system/porthole.service");

    private string Settings => _root.File("var/lib/porthole/appsettings.json");

    [Fact]
    public async Task Install_NewMachine_UnitStandsAndNothingIsOpened()
    {
        (await InstallAsync()).ShouldBeTrue();

        File.ReadAllText(Unit).ShouldBe(SystemdUnit.Text("/opt/porthole/porthole"));
        File.ReadAllText(Settings).ShouldContain("\"Devices\": []");
        InitialSettings.Check(Settings).ShouldBeNull();
        _asked.ShouldBe(["daemon-reload", "enable porthole.service"]);
    }

    [Fact]
    public async Task Install_Again_KeepsTheSettings()
    {
        await InstallAsync();
        await File.WriteAllTextAsync(Settings, """{ "Porthole": { "Mapping": { "Concurrency": 2 } } }""");

        (await InstallAsync()).ShouldBeTrue();

        (await File.ReadAllTextAsync(Settings)).ShouldContain("Concurrency");
    }

    [Fact]
    public async Task Install_SettingsNamed_AreInstalled()
    {
        var mine = _root.File("mine.json");
        await File.WriteAllTextAsync(mine, """{ "Porthole": { "Mapping": { "Concurrency": 3 } } }""");

        (await InstallAsync(new ServiceOptions { Settings = mine })).ShouldBeTrue();

        (await File.ReadAllTextAsync(Settings)).ShouldBe(await File.ReadAllTextAsync(mine));
    }

    [Fact]
    public async Task Install_SystemdRefuses_NothingIsLeft()
    {
        _refused = "enable porthole.service";

        (await InstallAsync()).ShouldBeFalse();

        File.Exists(Unit).ShouldBeFalse();
        Directory.Exists(_root.File("var/lib/porthole")).ShouldBeFalse();
        _asked.Last().ShouldBe("daemon-reload");
    }

    [Fact]
    public async Task Install_UpgradeRefused_OldUnitAndSettingsAreBack()
    {
        await InstallAsync();
        await File.WriteAllTextAsync(Unit, "old unit");
        var settings = await File.ReadAllTextAsync(Settings);
        var mine = _root.File("mine.json");
        await File.WriteAllTextAsync(mine, """{ "Porthole": { } }""");
        _refused = "daemon-reload";

        (await InstallAsync(new ServiceOptions { Settings = mine })).ShouldBeFalse();

        (await File.ReadAllTextAsync(Unit)).ShouldBe("old unit");
        (await File.ReadAllTextAsync(Settings)).ShouldBe(settings);
    }

    [Fact]
    public async Task Remove_WithData_LeavesNothing()
    {
        await InstallAsync();

        // As systemd leaves it once the service has run under a dynamic user.
        Directory.CreateDirectory(_root.File("var/lib/private"));
        Directory.Move(_root.File("var/lib/porthole"), _root.File("var/lib/private/porthole"));
        Directory.CreateSymbolicLink(_root.File("var/lib/porthole"), "private/porthole");

        (await RemoveAsync(removeData: true)).ShouldBeTrue();

        File.Exists(Unit).ShouldBeFalse();
        Directory.GetFileSystemEntries(_root.File("var/lib/private")).ShouldBeEmpty();
        Directory.GetFileSystemEntries(_root.File("var/lib")).ShouldBe([_root.File("var/lib/private")]);
        _asked[^3..].ShouldBe(["stop porthole.service", "disable porthole.service", "daemon-reload"]);
    }

    [Fact]
    public async Task Remove_WithoutData_KeepsTheSettings()
    {
        await InstallAsync();

        (await RemoveAsync(removeData: false)).ShouldBeTrue();

        File.Exists(Settings).ShouldBeTrue();
    }

    [Fact]
    public async Task Remove_NothingInstalled_HasNothingToDo()
    {
        (await RemoveAsync(removeData: true)).ShouldBeTrue();

        _asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Query_Running_TellsWhatSystemdTells()
    {
        await InstallAsync();
        _answer = "ActiveState=active\nSubState=running\nMainPID=42\nUnitFileState=enabled\nStatusText=All 2 forwards are open.";

        var report = Sut().Query();

        report.IsRunning.ShouldBeTrue();
        report.Lines.ShouldContain(("Says", "All 2 forwards are open."));
        report.Lines.ShouldContain(("Process", "42"));
    }

    [Fact]
    public void Obstacle_WithoutSystemd_SaysWhatToDo() => Sut().Obstacle.ShouldNotBeNull().ShouldContain("systemd does not run");

    public void Dispose() => _root.Dispose();

    private SystemdService Sut() => new("/opt/porthole/porthole", Systemctl, _root.State.Path);

    private Task<bool> InstallAsync(ServiceOptions? options = null) =>
        new SetupRun(TextWriter.Null, TextWriter.Null).InstallAsync(Sut().InstallSteps(options ?? new ServiceOptions()));

    private Task<bool> RemoveAsync(bool removeData) => new SetupRun(TextWriter.Null, TextWriter.Null).RemoveAsync(Sut().RemoveSteps(removeData));

    private (int ExitCode, string Output) Systemctl(string words)
    {
        _asked.Add(words);
        return words == _refused ? (1, "refused") : (0, _answer);
    }
}
