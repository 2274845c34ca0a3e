using Porthole.Tray.Feed;
using Porthole.Tray.Menu;
using Porthole.Tray.Notices;
using Porthole.Tray.Status;
using Porthole.Tray.Win32;

namespace Porthole.Tray;

/// <summary>Does what the user chose.</summary>
internal sealed class TrayActions(StateFolder folder, AgentLocator locator, HiddenWindow window, TrayFace face, Mailbox mailbox, TimeProvider time)
{
    /// <summary>The timer that <see cref="RetryCopy"/> belongs to.</summary>
    public const nuint ClipboardTimer = 3;

    /// <summary>Another program holds the clipboard for some milliseconds, as a rule.</summary>
    private static readonly TimeSpan ClipboardWait = TimeSpan.FromMilliseconds(50);
    private const int ClipboardAttempts = 10;

    /// <summary>A double click, and the Enter key with some versions of Explorer, select the icon twice.</summary>
    private static readonly TimeSpan SelectGap = TimeSpan.FromMilliseconds(700);

    private readonly AgentCommands _commands = new(locator, folder);
    private long? _selectedAt;
    private string _copying = "";
    private int _copyAttempts;

    /// <summary>Whether this user may pause and resume cameras.</summary>
    public bool MayChange => _commands.AreAllowed;

    /// <summary>The icon was selected by mouse or keyboard.</summary>
    public void Select(FeedState state)
    {
        if (_selectedAt is { } last && time.GetElapsedTime(last) < SelectGap) return;
        _selectedAt = time.GetTimestamp();
        Activate(state);
    }

    /// <summary>Opens the dashboard, or says why there is none.</summary>
    public void Activate(FeedState state)
    {
        if (state is FeedState.Live) Do(new MenuCommand.OpenDashboard());
        else Answer(Texts.Product, state is FeedState.Lost ? $"{Verdicts.Of(state).Sentence}\n{Texts.StartAgent}" : Verdicts.Of(state).Sentence);
    }

    public void Do(MenuCommand command)
    {
        switch (command)
        {
            case MenuCommand.Copy copy:
                (_copying, _copyAttempts) = (copy.Text, 0);
                RetryCopy();
                break;
            case MenuCommand.OpenDashboard open:
                OpenInBackground(open.Fragment);
                break;
            case MenuCommand.OpenLog:
                if (!ShellOpen.Open(folder.LogFolder)) Answer(Texts.Product, Texts.NoLog(folder.LogFolder));
                break;
            case MenuCommand.Pause pause:
                InBackground(() => _commands.Pause(pause.DeviceId), Texts.IsPaused(pause.Name));
                break;
            case MenuCommand.Resume resume:
                InBackground(() => _commands.Resume(resume.DeviceId), Texts.IsResumed(resume.Name));
                break;
            case MenuCommand.Quit:
                HiddenWindow.Quit();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(command), command, "Not a command of the menu.");
        }
    }

    /// <summary>Tries once more to put a text on the clipboard, and says how it went.</summary>
    public void RetryCopy()
    {
        if (ClipboardText.TrySet(window.Handle, _copying)) Answer(Texts.Copied, _copying);
        else if (++_copyAttempts < ClipboardAttempts) window.StartTimer(ClipboardTimer, ClipboardWait);
        else Answer(Texts.Product, Texts.ClipboardBusy);
    }

    // The agent is asked for a code first, which may take its time; a menu must not hang on it.
    private void OpenInBackground(string fragment) =>
        new Thread(() => ShellOpen.Open(DashboardAddress.Of(locator.Locate(), fragment, _commands.SignInCode()))) { IsBackground = true, Name = "Open the dashboard" }.Start();

    private void InBackground(Func<CommandResult> command, string success) =>
        new Thread(() =>
        {
            var result = command();
            mailbox.Put(new Notice(Texts.Product, result.Succeeded ? success : result.Obstacle));
        })
        { IsBackground = true, Name = "Agent command" }.Start();

    private void Answer(string title, string text) => face.Tell(new Notice(title, text), isAnswer: true);
}
