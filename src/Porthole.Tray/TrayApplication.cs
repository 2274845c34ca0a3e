using Porthole.Tray.Feed;
using Porthole.Tray.Menu;
using Porthole.Tray.Notices;
using Porthole.Tray.Status;
using Porthole.Tray.Win32;

namespace Porthole.Tray;

/// <summary>The tray: follows the agent on a thread of its own, and answers to the icon on the window's.</summary>
internal sealed class TrayApplication : IDisposable
{
    private const nuint NoticeTimer = 1;
    private const nuint TaskbarTimer = 2;

    /// <summary>At logon the tray may be there before the taskbar.</summary>
    private static readonly TimeSpan TaskbarWait = TimeSpan.FromSeconds(2);

    private readonly uint _taskbarCreated = User32.RegisterWindowMessage("TaskbarCreated");
    private readonly uint _activate = SingleInstance.ActivateMessage();
    private readonly CancellationTokenSource _stop = new();
    private readonly AgentLocator _locator;
    private readonly HiddenWindow _window;
    private readonly TrayFace _face;
    private readonly TrayActions _actions;
    private readonly NoticeLimiter _limiter;
    private readonly Mailbox _mailbox;
    private FeedState _state = new FeedState.Connecting();
    private bool _isMenuOpen;

    public TrayApplication(StateFolder folder, TimeProvider time)
    {
        _locator = new AgentLocator(folder);
        _limiter = new NoticeLimiter(time);
        _window = new HiddenWindow(Handle);
        _mailbox = new Mailbox(() => _window.Post(WindowMessage.MailArrived));
        _face = new TrayFace(_window.Handle);
        _actions = new TrayActions(folder, _locator, _window, _face, _mailbox, time);
    }

    /// <summary>Runs until the user quits or the session ends.</summary>
    public void Run()
    {
        var feed = new AgentFeed(_locator.Locate, new Backoff(AgentFeed.FirstWait, AgentFeed.LongestWait), _mailbox.Put);
        new Thread(() => feed.Run(_stop.Token)) { IsBackground = true, Name = "Agent feed" }.Start();
        ShowFace();
        HiddenWindow.Run();
        _stop.Cancel();
    }

    public void Dispose()
    {
        _face.Dispose();
        _window.Dispose();
        _stop.Dispose();
    }

    private bool Handle(uint message, nuint wParam, nint lParam)
    {
        switch (message)
        {
            case WindowMessage.FromIcon:
                FromIcon((uint)lParam & 0xffff, X(wParam), Y(wParam));
                return true;
            case WindowMessage.MailArrived:
                OpenMail();
                return true;
            case WindowMessage.Timer:
                OnTimer(wParam);
                return true;
            case WindowMessage.SettingChange or WindowMessage.DisplayChange or WindowMessage.DpiChanged:
                ShowFace();
                return false;
            case WindowMessage.EndSession when wParam != 0:
                HiddenWindow.Quit();
                return true;
            case var other when other == _taskbarCreated:
                _face.Forget();
                ShowFace();
                return true;
            case var other when other == _activate:
                _actions.Activate(_state);
                return true;
            default:
                return false;
        }
    }

    private void FromIcon(uint happening, int x, int y)
    {
        switch (happening)
        {
            case WindowMessage.IconSelected or WindowMessage.IconKeySelected:
                _actions.Select(_state);
                break;
            case WindowMessage.BalloonClicked:
                _actions.Activate(_state);
                break;
            case WindowMessage.ContextMenu:
                ShowMenu(x, y);
                break;
            default:
                break;
        }
    }

    private void ShowMenu(int x, int y)
    {
        if (_isMenuOpen) return;
        _isMenuOpen = true;
        using (var menu = new PopupMenu(MenuBuilder.Build(_state, _actions.MayChange)))
        {
            if (menu.Choose(_window.Handle, x, y) is { } command) _actions.Do(command);
        }

        _isMenuOpen = false;
    }

    private void OpenMail()
    {
        var (state, notices) = _mailbox.Take();
        if (state is not null)
        {
            _state = state;
            _limiter.Observe(Verdicts.Of(state));
            ShowFace();
            ScheduleNotice();
        }

        foreach (var notice in notices) _face.Tell(notice, isAnswer: true);
    }

    private void OnTimer(nuint id)
    {
        _window.StopTimer(id);
        if (id == TaskbarTimer) ShowFace();
        if (id == TrayActions.ClipboardTimer) _actions.RetryCopy();
        if (id != NoticeTimer) return;
        if (_limiter.Take() is { } notice) _face.Tell(notice, isAnswer: false);
        ScheduleNotice();
    }

    private void ScheduleNotice()
    {
        if (_limiter.Wait() is { } wait) _window.StartTimer(NoticeTimer, wait);
        else _window.StopTimer(NoticeTimer);
    }

    private void ShowFace()
    {
        if (!_face.Show(Verdicts.Of(_state))) _window.StartTimer(TaskbarTimer, TaskbarWait);
    }

    // Coordinates are signed: a monitor may stand to the left of the main one or above it.
    private static int X(nuint wParam) => (short)(wParam & 0xffff);

    private static int Y(nuint wParam) => (short)((wParam >> 16) & 0xffff);
}
