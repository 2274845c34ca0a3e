using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Porthole.Lab;

/// <summary>A program that runs in a sandbox. It cannot outlive the sandbox, whatever becomes of this object.</summary>
public sealed partial class LabProcess : IAsyncDisposable
{
    private const int SigInt = 2;
    private const int SigKill = 9;
    private const int SigTerm = 15;

    // nsenter, which stays outside the sandbox and waits for the program.
    private readonly Process _entry;
    private readonly string _command;

    private LabProcess(Process entry, string command) => (_entry, _command) = (entry, command);

    /// <summary>What it wrote to standard output.</summary>
    public OutputLog Output { get; } = new();

    /// <summary>What it wrote to standard error.</summary>
    public OutputLog Error { get; } = new();

    /// <summary>What it wrote to either, in the order of arrival.</summary>
    public OutputLog Log { get; } = new();

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _entry.HasExited;

    /// <summary>Its standard input; to be used only when it was asked for.</summary>
    public StreamWriter Input => _entry.StandardInput;

    internal static LabProcess Start(ProcessStartInfo start, string command)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        var entry = Process.Start(start) ?? throw new LabException($"`{command}` did not start");
        var process = new LabProcess(entry, command);
        entry.OutputDataReceived += (_, line) => process.Add(process.Output, line.Data);
        entry.ErrorDataReceived += (_, line) => process.Add(process.Error, line.Data);
        entry.BeginOutputReadLine();
        entry.BeginErrorReadLine();
        return process;
    }

    /// <summary>The program's process id as the test sees it.</summary>
    public async Task<int> ProcessIdAsync() => int.Parse(await Wait.ForAsync(
        $"`{_command}` to have entered the sandbox", () => Task.FromResult(ChildOfEntry() ?? (HasExited ? throw Ended() : null)), () => Task.FromResult(Log.Tail)));

    /// <summary>Asks it to end (SIGTERM), as a service manager does, and waits; returns the exit code.</summary>
    public Task<int> StopAsync() => EndAsync(SigTerm);

    /// <summary>Asks it to end (SIGINT), as Ctrl+C does, and waits; returns the exit code.</summary>
    public Task<int> InterruptAsync() => EndAsync(SigInt);

    /// <summary>Ends it on the spot (SIGKILL), as a power cut does.</summary>
    public Task KillAsync() => EndAsync(SigKill);

    /// <summary>Waits until it has ended and all it wrote has arrived; returns the exit code.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan bound)
    {
        using var limit = new CancellationTokenSource(bound);
        try
        {
            await _entry.WaitForExitAsync(limit.Token);
            return _entry.ExitCode;
        }
        catch (OperationCanceledException exception)
        {
            throw new LabException($"`{_command}` still runs after {bound.TotalSeconds:0} s.\n{Log.Tail}", exception);
        }
    }

    /// <summary>Ends it if it still runs, and what it has started: tshark's dumpcap outlives a killed tshark, and holds its output open.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var process in HasExited ? [] : Descendants(_entry.Id))
            Signal(process, SigKill);
        if (!HasExited)
            _entry.Kill();
        await _entry.WaitForExitAsync(CancellationToken.None);
        _entry.Dispose();
    }

    private async Task<int> EndAsync(int signal)
    {
        Signal(await ProcessIdAsync(), signal);
        return await WaitForExitAsync(Wait.Bound);
    }

    private static void Signal(int processId, int signal) => _ = Kill(processId, signal);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);

    private string? ChildOfEntry() => Children(_entry.Id) is [var child] ? $"{child}" : null;

    private static List<int> Descendants(int processId) => [.. Children(processId).SelectMany(child => Descendants(child).Prepend(child))];

    // Children of the first thread only, which is the one that starts programs in everything the lab runs.
    private static int[] Children(int processId)
    {
        try
        {
            return [.. File.ReadAllText($"/proc/{processId}/task/{processId}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private LabException Ended() => new($"`{_command}` ended with {_entry.ExitCode}.\n{Log.Tail}");

    private void Add(OutputLog stream, string? line)
    {
        if (line is null)
            return;
        stream.Add(line);
        Log.Add(line);
    }
}
