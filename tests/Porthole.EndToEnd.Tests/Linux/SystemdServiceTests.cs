using Porthole.EndToEnd.Tests.Release;
using Porthole.EndToEnd.Tests.Scenarios;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Linux;

/// <summary>The release for Linux, installed by its installer on a machine with a real systemd, behind a real router.</summary>
public sealed class SystemdServiceTests : Scenario
{
    private const string Installer = "/tmp/release/install.sh";
    private const string Page = "http://11.0.0.1:8080/";

    // What an installation makes; afterwards none of it may be there.
    private static readonly string[] Traces =
        ["/opt/porthole", "/etc/systemd/system/porthole.service", "/etc/systemd/system/multi-user.target.wants/porthole.service",
         "/var/lib/porthole", "/var/lib/private/porthole", "/usr/local/bin/porthole"];

    private SystemdBox? _box;

    private SystemdBox Box => _box ?? throw new InvalidOperationException("The box does not stand.");

    [Fact]
    public async Task Release_InstalledUpgradedRemoved_CameraIsReachedMeanwhileAndNothingIsLeft()
    {
        await StartAsync();

        var installed = await Box.RunAsync(Installer, "--settings", "/tmp/release/mine.json");
        installed.Output.ShouldContain("The service is installed and runs.");
        installed.Output.ShouldContain("Porthole runs, and starts with the machine.");
        await ShouldBeReachedAsync();
        await ShouldBeConfinedAsync();

        await Box.RunAsync("systemctl", "stop", "porthole");
        await Lab.Router.ShouldForwardNowAsync();
        (await Box.PropertyAsync("Result")).ShouldBe("success");

        // As the Tab key writes it.
        await Box.RunAsync(Installer, "--dir", "/opt/porthole/");
        await ShouldBeReachedAsync();

        await Box.RunAsync(Installer, "--uninstall");
        await Lab.Router.ShouldForwardNowAsync();
        foreach (var trace in Traces) (await Box.TryAsync("test", "-e", trace)).Succeeded.ShouldBeFalse(trace);
        (await Box.TryAsync("systemctl", "cat", "porthole")).Succeeded.ShouldBeFalse();
    }

    [Fact]
    public async Task Service_Started_FirstPortIsOpenSoon()
    {
        await StartAsync();
        await Box.RunAsync(Installer, "--settings", "/tmp/release/mine.json");
        await Box.RunAsync("systemctl", "stop", "porthole");

        await Box.RunAsync("systemctl", "start", "porthole");
        await Wait.UntilAsync("the port to be open", async () => await FirstPortAsync() is not null, Box.DescribeAsync);

        // Figures for the docs come from an idle machine; this one may be busy with other tests.
        var took = (await FirstPortAsync())!.Value;
        TestContext.Current.TestOutputHelper?.WriteLine($"From systemd's start to the first port: {took.TotalMilliseconds:0} ms");
        took.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Service_Hangs_IsStartedAnew()
    {
        await StartAsync();
        await Box.RunAsync(Installer, "--settings", "/tmp/release/mine.json");

        // The same unit with less patience, so that nobody waits for a minute. More than two seconds: on a machine whose cores are
        // busy with other tests the healthy program would be late with its word and killed too, and five times within ten seconds is the end.
        await Box.RunAsync("sh", "-c", """
            mkdir -p /run/systemd/system/porthole.service.d
            printf '[Service]\nWatchdogSec=5\nTimeoutAbortSec=1\nRestartSec=0\n[Unit]\nStartLimitIntervalSec=0\n' >/run/systemd/system/porthole.service.d/patience.conf
            systemctl daemon-reload
            systemctl restart porthole
            """);
        var before = await Box.PropertyAsync("MainPID");

        await Box.RunAsync("kill", "-STOP", before);

        await Wait.UntilAsync(
            "systemd to have started it anew",
            async () => await Box.PropertyAsync("NRestarts") != "0" && await Box.PropertyAsync("ActiveState") == "active" && await Box.PropertyAsync("MainPID") != before,
            Box.DescribeAsync);
        await ShouldBeReachedAsync();
    }

    [Fact]
    public async Task Install_ProgramThatDoesNotStart_NothingIsLeft()
    {
        await StartAsync();
        await Box.RunAsync("sh", "-c", "echo '{ broken' >/tmp/release/broken.json");

        var installed = await Box.TryAsync(Installer, "--settings", "/tmp/release/broken.json");

        installed.ExitCode.ShouldBe(1);
        installed.Error.ShouldContain("is not valid JSON");
        installed.Error.ShouldContain("What was installed is removed again.");
        foreach (var trace in Traces) (await Box.TryAsync("test", "-e", trace)).Succeeded.ShouldBeFalse(trace);
    }

    // Settings that are well written and with which the service does not start, for whatever reason.
    [Theory]
    [InlineData("{ broken", "is not valid JSON")]
    [InlineData("""{ "Porthole": { "Devices": [] } } // unlucky""", "Everything is as it was before.")]
    public async Task Upgrade_SettingsWithWhichItDoesNotRun_OldSettingsAreBackAndTheOldServiceRuns(string settings, string said)
    {
        await StartAsync();
        await Box.RunAsync(Installer, "--settings", "/tmp/release/mine.json");
        await ShouldBeReachedAsync();
        await Box.RunAsync("sh", "-c", $$"""
            mkdir -p /run/systemd/system/porthole.service.d
            printf '[Service]\nExecStartPre=/bin/sh -c "! grep unlucky /var/lib/porthole/appsettings.json"\n' >/run/systemd/system/porthole.service.d/luck.conf
            systemctl daemon-reload
            echo '{{settings}}' >/tmp/release/unlucky.json
            """);

        var installed = await Box.TryAsync(Installer, "--settings", "/tmp/release/unlucky.json");

        installed.ExitCode.ShouldBe(1);
        installed.Error.ShouldContain(said);
        installed.Error.ShouldContain("The Porthole from before is back.");
        (await Box.RunAsync("cat", "/var/lib/porthole/appsettings.json")).Output.ShouldBe((await Box.RunAsync("cat", "/tmp/release/mine.json")).Output);
        await ShouldBeReachedAsync();
    }

    [Fact]
    public async Task Doctor_OfTheInstalledRelease_FindsNothingBad()
    {
        await StartAsync(new RouterConfig { SecureMode = true });
        await Box.RunAsync(Installer, "--settings", "/tmp/release/mine.json");
        await Lab.Router.ShouldForwardAsync("tcp 8080 -> 192.168.1.10:8080");

        var steps = DoctorSteps.Read(await Box.TryAsync("/usr/local/bin/porthole", "doctor", "--json", "--bundle", "/tmp/support.zip"), exitCode: 0);

        steps["agent"].ShouldBe(("good", "It runs, and these are its own findings."));
        steps["protocols"].Verdict.ShouldBe("good");
        steps["mapping"].Verdict.ShouldBe("good");
        steps["forwards"].Evidence.ShouldContain("relayed by this PC");
        steps["devices"].Verdict.ShouldBe("good");

        // The service may not read the rules; root, who asks here, may.
        steps["firewall"].ShouldBe(("good", "The firewall's rules let connections to TCP 8080 in."));
        (await Box.RunAsync("python3", "-m", "zipfile", "-l", "/tmp/support.zip")).Output.ShouldContain("report.txt");
    }

    [Fact]
    public async Task Doctor_OfTheReleaseWithoutSettingsAndAgent_KnowsNobodysCamera()
    {
        await StartAsync(new RouterConfig { EnableUpnp = false, EnableNatPmp = false });

        var steps = DoctorSteps.Read(await Box.TryAsync("/tmp/release/porthole", "doctor", "--json"), exitCode: 1);

        steps["agent"].Verdict.ShouldBe("attention");
        steps["gateway"].Verdict.ShouldBe("good");
        steps["protocols"].Verdict.ShouldBe("bad");
        steps["mapping"].Verdict.ShouldBe("skipped");
        steps["devices"].ShouldBe(("skipped", "No device is registered yet. Add one with: porthole devices add"));
    }

    // By the journal's clock: looking at the router from outside would take longer than what is measured.
    private async Task<TimeSpan?> FirstPortAsync()
    {
        var lines = (await Box.RunAsync("journalctl", "--no-pager", "--output", "short-unix", "--unit", "porthole")).Output.Split('\n');
        var start = Array.FindLastIndex(lines, line => line.Contains("Starting porthole.service"));
        return lines.Skip(start).FirstOrDefault(line => line.Contains("Front door http is open")) is { } open ? Time(open) - Time(lines[start]) : null;

        static TimeSpan Time(string line) => TimeSpan.FromSeconds(double.Parse(line.Split(' ')[0]));
    }

    private async Task StartAsync(RouterConfig? router = null)
    {
        Assert.SkipWhen(LabRequirements.Find("systemd-analyze") is null, "The box boots Debian's systemd, which is not installed; tests/run.sh installs it.");
        await Lab.Router.StartAsync(router ?? new RouterConfig());
        await Lab.FrontDoor.StartHttpAsync();
        _box = await SystemdBox.BootAsync(Lab.Nvr, await ReleaseBuild.LinuxAsync());
        await Box.RunAsync("sh", "-c", $"cat >/tmp/release/mine.json <<'END'\n{Settings.For(Settings.Web("Front door", "192.168.1.20", 80, 8080))}\nEND");
    }

    private async Task ShouldBeReachedAsync()
    {
        await Lab.Router.ShouldForwardAsync("tcp 8080 -> 192.168.1.20:80");
        (await Lab.Viewer.GetAsync(Page)).ShouldContain("seen from");
        await Wait.UntilAsync("systemd to know the verdict", async () => await Box.PropertyAsync("StatusText") == "Your camera is reachable from outside.", Box.DescribeAsync);
    }

    private async Task ShouldBeConfinedAsync()
    {
        var process = await Box.PropertyAsync("MainPID");
        var status = (await Box.RunAsync("cat", $"/proc/{process}/status")).Output.Split('\n');
        status.Single(line => line.StartsWith("Uid:", StringComparison.Ordinal)).ShouldNotContain("\t0\t");
        status.Single(line => line.StartsWith("CapEff:", StringComparison.Ordinal)).ShouldEndWith("0000000000000400"); // CAP_NET_BIND_SERVICE
        status.Single(line => line.StartsWith("NoNewPrivs:", StringComparison.Ordinal)).ShouldEndWith("1");
        status.Single(line => line.StartsWith("Seccomp:", StringComparison.Ordinal)).ShouldEndWith("2");
    }
}
