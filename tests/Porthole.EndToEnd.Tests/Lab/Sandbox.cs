using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Porthole.Lab;

/// <summary>
/// A closed room on this machine: its own processes, its own network namespaces, its own <c>/run</c>.
/// The room is a mount and process-id namespace that lives as long as its first process, a shell that waits for its
/// standard input to end. The kernel closes that input when this test process ends, however it ends, kills every process of the
/// room with the shell, and frees namespaces, links and files with the last of them. So nothing is ever left to sweep,
/// and rooms cannot see each other's names.
/// </summary>
public sealed class Sandbox : IAsyncDisposable
{
    // A tmpfs over /run: `ip netns` keeps its names there, daemons their pid files, the lab its own files.
    // No console: syslog() writes to it where there is no /dev/log, and a slow console makes a slow router.
    // The shell stays after `cat` has started, because the first process of a room has to reap orphans.
    private const string Keeper = """
        mount -t tmpfs lab /run && mkdir -p /run/netns /run/lab/tmp || exit
        test ! -e /dev/console || mount --bind /dev/null /dev/console || exit
        echo ready
        cat
        :
        """;

    private readonly Process _keeper;
    private readonly string _processId;

    private Sandbox(Process keeper, string processId) => (_keeper, _processId) = (keeper, processId);

    /// <summary>The process id of the room's first process, as the test sees it: for looking into a room with <c>nsenter -t ID -m -p -n</c>.</summary>
    public int ProcessId => int.Parse(_processId, CultureInfo.InvariantCulture);

    /// <summary>Opens a room.</summary>
    public static async Task<Sandbox> OpenAsync()
    {
        var start = Prepare("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", Keeper);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var keeper = Process.Start(start) ?? throw new LabException("unshare did not start");
        if (await keeper.StandardOutput.ReadLineAsync() != "ready")
            throw new LabException($"No room could be opened: {await keeper.StandardError.ReadToEndAsync()}");
        var first = (await File.ReadAllTextAsync($"/proc/{keeper.Id}/task/{keeper.Id}/children")).Trim();
        return new Sandbox(keeper, first);
    }

    /// <summary>Where this test process finds a file of the room, given its absolute path inside.</summary>
    public string FromOutside(string pathInside) => $"/proc/{_processId}/root{pathInside}";

    /// <summary>Starts a program in the room, in a network namespace of it when one is named.</summary>
    public LabProcess Start(string? network, string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        // A test run that a script began in the background is deaf to Ctrl+C, and so would be all that it starts.
        string[] hearing = ["env", "--default-signal=INT", program, .. arguments];
        string[] inside = network is null ? hearing : ["ip", "netns", "exec", network, .. hearing];
        var start = Prepare("nsenter", ["--target", _processId, "--mount", "--pid", "--", .. inside]);
        foreach (var (key, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
            start.Environment[key] = value;
        return LabProcess.Start(start, string.Join(' ', [network ?? "room", program, .. arguments]));
    }

    /// <summary>Runs a program in the room to its end.</summary>
    public async Task<CommandResult> RunAsync(string? network, string program, IEnumerable<string> arguments, TimeSpan? bound = null, string? input = null)
    {
        string[] list = [.. arguments];
        await using var process = Start(network, program, list);
        if (input is not null)
            await process.Input.WriteAsync(input);
        process.Input.Close();
        var exitCode = await process.WaitForExitAsync(bound ?? Wait.Bound);
        return new CommandResult(string.Join(' ', [network ?? "room", program, .. list]), exitCode, process.Output.Text, process.Error.Text);
    }

    /// <summary>Closes the room; everything in it is gone when this returns.</summary>
    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync(CancellationToken.None);
        _keeper.Dispose();
    }

    // Programs see a plain environment, not the test runner's: what a variable of the machine changes must not change a test.
    private static ProcessStartInfo Prepare(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(LabRequirements.Find(program) ?? program, arguments) { WorkingDirectory = "/" };
        start.Environment.Clear();
        start.Environment["PATH"] = LabRequirements.SearchPath;
        start.Environment["HOME"] = "/run/lab";
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["TMPDIR"] = "/run/lab/tmp";
        // The built program finds the runtime that runs this test, wherever that is installed.
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return start;
    }
}
