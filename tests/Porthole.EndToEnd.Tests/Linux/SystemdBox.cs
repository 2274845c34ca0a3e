using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Linux;

/// <summary>A machine with a real systemd, in the network of one of the lab's machines. It goes with the lab.</summary>
internal sealed class SystemdBox
{
    private readonly NetworkHost _host;
    private readonly LabProcess _boot;
    private readonly string _first;

    private SystemdBox(NetworkHost host, LabProcess boot, string first) => (_host, _boot, _first) = (host, boot, first);

    /// <summary>Boots; the release lies in <c>/tmp/release</c>.</summary>
    public static async Task<SystemdBox> BootAsync(NetworkHost host, string release)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Linux", "systemd_box.sh");
        var boot = host.Start("unshare", ["--mount", "--pid", "--uts", "--ipc", "--cgroup", "--fork", "--kill-child", "bash", script, release]);
        var first = await Wait.ForAsync("systemd to be the first process of its box", async () => await FindAsync(host), () => Task.FromResult(boot.Log.Tail));
        var box = new SystemdBox(host, boot, first);
        await Wait.UntilAsync(
            "systemd to have started the machine",
            async () => (await box.TryAsync("systemctl", "is-system-running")).Output.Trim() is "running" or "degraded",
            () => Task.FromResult(boot.Log.Tail));
        return box;
    }

    /// <summary>Runs a program in the box to its end.</summary>
    public Task<CommandResult> TryAsync(string program, params IEnumerable<string> arguments) =>
        _host.TryAsync("nsenter", ["--target", _first, "--mount", "--pid", "--uts", "--ipc", "--cgroup", "--", program, .. arguments]);

    public async Task<CommandResult> RunAsync(string program, params IEnumerable<string> arguments) => (await TryAsync(program, arguments)).OrThrow();

    /// <summary>One property of the service, as systemd has it.</summary>
    public async Task<string> PropertyAsync(string name) => (await RunAsync("systemctl", "show", "porthole", "--value", "--property", name)).Output.Trim();

    /// <summary>What a failure message shows.</summary>
    public async Task<string> DescribeAsync() => $"{(await TryAsync("journalctl", "--no-pager", "-u", "porthole")).Output}\n{_boot.Log.Tail}";

    // Its number inside the sandbox: no other process there has this command line.
    private static async Task<string?> FindAsync(NetworkHost host) =>
        (await host.TryAsync("pgrep", "--full", "--exact", "/lib/systemd/systemd --system .*")).Output.Trim() is { Length: > 0 } id ? id.Split('\n')[0] : null;
}
